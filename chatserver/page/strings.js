// Everything the page itself says, in Chinese and English; what the bot says is the bot's.
const TEXTS = {
  add: ["添加一人", "Add a person"],
  add_hint: ["以谁的身份聊天？", "Chat as whom?"],
  album: ["相册", "Photos"],
  attach: ["发送照片、文件、位置", "Attach a photo, file or place"],
  attachment: ["附件", "Attachment"],
  back: ["返回会话列表", "Back to the chats"],
  bot: ["机器人", "bot"],
  camera: ["拍照", "Camera"],
  caption: ["说明（可不填），如：12 手册2", "Caption (optional)"],
  chats: ["会话", "Chats"],
  clock_error: ["时间没有拨动：{reason}", "The clock was not set: {reason}"],
  clock_set: ["拨快演示的时间", "Set the demo's clock forward"],
  clock_hour: ["+1小时", "+1 h"],
  clock_day: ["+1天", "+1 d"],
  clock_next: ["下一", "Next "],
  clock_workday: ["工作日 {time}", "workday {time}"],
  close: ["关闭", "Close"],
  close_column: ["关闭这一列", "Close this column"],
  close_first: ["最多同时打开 {n} 人，请先关闭一列", "At most {n} people; close one first"],
  commands: ["命令", "Commands"],
  confirm_photos: ["发送 {n} 张照片", "Send {n} photo(s)"],
  connected: ["连接正常", "Connected"],
  connecting: ["正在连接", "Connecting"],
  copied: ["已复制", "Copied"],
  copy: ["复制", "Copy"],
  copy_failed: ["浏览器不允许复制", "Copying is not allowed"],
  contact: ["联系方式", "Contact"],
  contact_ask: ["把姓名和电话发给对方？", "Send your name and number?"],
  create: ["新建并打开", "Create and open"],
  discard: ["删除", "Delete"],
  document: ["文件", "File"],
  download: ["下载", "Download"],
  edited_at: ["修改于 {time}", "edited {time}"],
  empty: ["还没有消息", "No messages yet"],
  empty_hint: ["点“开始”，机器人会告诉您怎么做", "Press Start; the bot tells you what to do"],
  forward: ["转发给对方", "Forward"],
  forwarded: ["转发", "Forwarded"],
  group_members: ["成员", "Members"],
  group_new: ["新建群", "New group"],
  group_title: ["群名称", "Group name"],
  keyboard_hide: ["收起快捷按钮", "Hide the quick buttons"],
  keyboard_show: ["显示快捷按钮", "Show the quick buttons"],
  language: ["切换到英文 (English)", "Switch to Chinese (中文)"],
  language_mark: ["EN", "中"],
  latest: ["到最新消息", "To the latest message"],
  location: ["位置", "Location"],
  location_accuracy: ["误差（米）", "Accuracy (m)"],
  location_bad: ["纬度应为 −90～90，经度 −180～180", "Latitude −90…90, longitude −180…180"],
  location_fix: ["当前位置：{place}", "Your position: {place}"],
  location_finding: ["正在定位…", "Finding your position…"],
  location_latitude: ["纬度", "Latitude"],
  location_longitude: ["经度", "Longitude"],
  location_none: ["定位不可用，可手工填写坐标", "No position; type it in"],
  lost: ["已断开，正在重连…", "Disconnected, reconnecting…"],
  lost_line: ["连接已断开，正在重连。写好的内容不会丢。", "Reconnecting. What you wrote is kept."],
  message: ["输入消息", "Message"],
  message_actions: ["这条消息的操作", "Message actions"],
  name: ["姓名", "Name"],
  new_person: ["新建人员", "Create a person"],
  next: ["下一张", "Next"],
  no_commands: ["机器人还没有提供命令", "The bot offers no commands yet"],
  no_people: ["还没有打开任何人", "Nobody is open"],
  note: ["身份说明，如：组员 · 督查一组", "Role, e.g. inspector, team 1"],
  older: ["正在读取更早的消息…", "Loading earlier messages…"],
  ok: ["知道了", "OK"],
  people: ["人员", "People"],
  phone: ["电话号码", "Phone number"],
  photo: ["照片", "Photo"],
  photo_again: ["没有打开，点一下重试", "Not loaded, tap to retry"],
  press_failed: ["没有发出去，请再点一次", "Not sent, please tap again"],
  press_silent: ["还没有回应，请稍后再看", "No answer yet"],
  previous: ["上一张", "Previous"],
  protected: ["禁止转发和保存", "Forwarding and saving not allowed"],
  record_none: ["这个浏览器不能录音", "This browser cannot record"],
  recording: ["正在录音", "Recording"],
  refused: ["未发出：{reason}", "Not sent: {reason}"],
  reply: ["回复", "Reply"],
  reply_cancel: ["不回复了", "Cancel the reply"],
  reply_to: ["回复：{snippet}", "Reply to: {snippet}"],
  retry: ["重试", "Retry"],
  send: ["发送", "Send"],
  sending: ["发送中…", "Sending…"],
  silent: ["静音消息", "Sent without sound"],
  start: ["开始", "Start"],
  title: ["督查", "Ducha"],
  subtitle: ["本机演示", "local demo"],
  typing: ["正在输入…", "typing…"],
  unread: ["{n} 条未读", "{n} unread"],
  unreachable: ["连不上服务器", "The server cannot be reached"],
  unsent: ["未发出，连上后自动重发", "Not sent yet; waits for the network"],
  video: ["视频", "Video"],
  voice: ["语音", "Voice"],
  waiting: ["排队中…", "Waiting…"],
};

const KEPT = "ducha.lang";
const browser = (navigator.language || "zh").toLowerCase().startsWith("zh") ? "zh" : "en";
let language = localStorage.getItem(KEPT) ?? browser;

/** "zh" or "en": the browser's own at first, then what was chosen here. */
export function currentLanguage() {
  return language;
}

/** Choose the language and remember it. */
export function chooseLanguage(chosen) {
  language = chosen;
  localStorage.setItem(KEPT, chosen);
  document.documentElement.lang = chosen === "zh" ? "zh-CN" : "en";
}

/** The text of `key` with its `{places}` filled from `values`. */
export function t(key, values = {}) {
  const text = TEXTS[key][language === "zh" ? 0 : 1];
  return text.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}

let zone; // the browser's own, until the server names the campaign's

/** Tell times in that zone from now on, as "Asia/Shanghai". */
export function tellIn(name) {
  zone = name;
}

const locale = () => (language === "zh" ? "zh-CN" : "en-GB");

/** "18:05" of a time in seconds. */
export function clock(seconds) {
  const options = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone };
  return new Date(seconds * 1000).toLocaleTimeString(locale(), options);
}

/** "10月12日 星期一" of a time in seconds. */
export function day(seconds) {
  const options = { month: "long", day: "numeric", weekday: "long", timeZone: zone };
  return new Date(seconds * 1000).toLocaleDateString(locale(), options);
}

/** "10月12日 周一" of a time in seconds. */
export function shortDay(seconds) {
  const options = { month: "short", day: "numeric", weekday: "short", timeZone: zone };
  const parts = new Intl.DateTimeFormat(locale(), options).formatToParts(seconds * 1000);
  const said = Object.fromEntries(parts.map(({ type, value }) => [type, value]));
  if (language === "zh") return `${said.month}月${said.day}日 ${said.weekday}`;
  return `${said.weekday} ${said.day} ${said.month}`;
}

/** "1.4 MB" of a number of bytes. */
export function size(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  const kilo = bytes / 1024;
  return kilo < 1000 ? `${Math.round(kilo)} kB` : `${(kilo / 1024).toFixed(1)} MB`;
}

/** "1:07" of a number of seconds. */
export function length(seconds) {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** "23.71234, 114.69321 ±12 m" of a location. */
export function place({ latitude, longitude, accuracy }) {
  const around = accuracy ? ` ±${Math.round(accuracy)} m` : "";
  return `${latitude.toFixed(5)}, ${longitude.toFixed(5)}${around}`;
}
