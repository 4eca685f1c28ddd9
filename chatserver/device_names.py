"""What a device is called in the list of devices, from the words its browser sends."""

import re

LONGEST = 60
_MACHINES = (
    (r"OpenHarmony|HarmonyOS", "鸿蒙设备", "HarmonyOS device"),
    (r"iPad", "苹果平板", "iPad"),
    (r"iPhone", "苹果手机", "iPhone"),
    (r"Android.*Mobile", "安卓手机", "Android phone"),
    (r"Android", "安卓平板", "Android tablet"),
    (r"Windows", "Windows 电脑", "Windows computer"),
    (r"Macintosh", "苹果电脑", "Mac"),
    (r"Linux|X11", "Linux 电脑", "Linux computer"),
)
# The narrower first: most browsers also claim to be Chrome or Safari.
_BROWSERS = (
    (r"MicroMessenger", "微信", "WeChat"),
    (r"DingTalk", "钉钉", "DingTalk"),
    (r"HuaweiBrowser", "华为浏览器", "Huawei Browser"),
    (r"MiuiBrowser", "小米浏览器", "Mi Browser"),
    (r"VivoBrowser", "vivo 浏览器", "vivo Browser"),
    (r"HeyTapBrowser", "OPPO 浏览器", "OPPO Browser"),
    (r"UCBrowser", "UC 浏览器", "UC Browser"),
    (r"QQBrowser", "QQ 浏览器", "QQ Browser"),
    (r"SamsungBrowser", "三星浏览器", "Samsung Internet"),
    (r"Edg", "Edge", "Edge"),
    (r"Firefox|FxiOS", "Firefox", "Firefox"),
    (r"Chrome|CriOS", "Chrome", "Chrome"),
    (r"Safari", "Safari", "Safari"),
)


def device_name(agent: str, lang: str) -> str:
    """`安卓手机 · Chrome`, or `Android phone · Chrome`; what is unknown is left out."""
    chinese = not lang.startswith("en")
    found = [
        next((zh if chinese else en for said, zh, en in known if re.search(said, agent)), None)
        for known in (_MACHINES, _BROWSERS)
    ]
    return " · ".join(filter(None, found)) or ("未知设备" if chinese else "unknown device")


def own_name(given: str) -> str:
    """A name that the device gave itself, made harmless; empty where nothing is left."""
    return " ".join("".join(one if one.isprintable() else " " for one in given).split())[:LONGEST]
