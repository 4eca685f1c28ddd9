"""A household's visit typed as one line, and what is not a line."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.checklists import shipped
from inspection.answers import Ratio
from inspection.checklist import Choice, Each, Fail, Question, Rule, Scope, Share
from inspection.household_lines import Line, Mark, read_line
from inspection.reading import Problem
from inspection.text import text
from inspection.wording import unit

ONE = Fraction(1)
HOUSEHOLDS = Each(ONE, "户")
ASKED: list[tuple[str, str, str, Rule, str | None]] = [
    ("1.1a", "队没来过", "工作队走访过本户", Share(), "Team never came"),
    ("1.2.1a", "责任人没来", "近一个月责任人未到家、手册非本人填写", Each(ONE, "人次"), None),
    ("1.2.2a", "手册错误", "手册错误", Each(ONE, "处"), "Handbook errors"),
    ("1.3a", "领导没来", "无主要领导走访过本户", HOUSEHOLDS, None),
    ("2.2a", "档案不符", "档案与实际不一致", Each(ONE, "项"), "File differs"),
    ("2.5a", "未参医保", "未参加城乡居民医保", HOUSEHOLDS, "Not insured"),
    ("2.5b", "慢病没签", "慢病签约服务未落实", HOUSEHOLDS, None),
    ("2.7a", "雨露漏报", "上半年漏报增补中高职子女", HOUSEHOLDS, None),
    ("2.7b", "变化没报", "下半年就学变化已申报", Fail(ONE), None),
    ("3.1.1a", "没告知书", "政策告知书未发放或张贴", HOUSEHOLDS, "No notice"),
    ("3.1.2a", "两卡两折", "在家贫困户未办理到位", HOUSEHOLDS, None),
    ("3.2.1a", "不知政策", "本户知晓应享政策", Share(), None),
    ("3.4a", "助学没有", "子女落实了教育助学", Share(), "No school aid"),
    ("3.7a", "无产业务工", "本户有产业扶贫或劳务输出", Share(), None),
    ("2.6a", "没助学金", "学生未落实教育助学", HOUSEHOLDS, None),
    ("3.5a", "雨露没落实", "就读中高职子女落实了雨露计划", Share(), None),
]
QUESTIONS = [
    *(
        Question(i, prompt, Scope.HOUSEHOLD, rule, label=label, label_en=en)
        for i, label, prompt, rule, en in ASKED
    ),
    Question("3.6a", "参加医保", Scope.HOUSEHOLD, Share(), label="医保没参加", same_as="2.5a"),
    Question("2.9a", "建了群", Scope.VILLAGE, Fail(ONE), label="没建微信群"),
    Question("9.9a", "满意度", Scope.HOUSEHOLD, Choice((("满意", ONE),)), label="满意度"),
]
ROSTER = ("01", "02", "07", "12", "19", "101", "A3")


def mark(question_id: str, amount: int | Ratio = 1) -> Mark:
    return Mark(question_id, amount)


HANDBOOK2, NOTICE = mark("1.2.2a", 2), mark("3.1.1a")
LINES = {
    "two problems": ("12 手册2 告知书", Line("12", (HANDBOOK2, NOTICE))),
    "no problem": ("12 无", Line("12", clear=True)),
    "no problem in words": ("12，没有问题。", Line("12", clear=True)),
    "no problem in English": ("12 no problem", Line("12", clear=True)),
    "only the number": ("07", Line("07")),
    "number with 号": ("12号 手册错误 3处", Line("12", (mark("1.2.2a", 3),))),
    "number with 第 and 户": ("第12户 告知书", Line("12", (NOTICE,))),
    "lenient number": ("7 告知书", Line("07", (NOTICE,))),
    "full width throughout": ("０７　手册２、告知书", Line("07", (HANDBOOK2, NOTICE))),
    "Chinese number": ("七号 告知书", Line("07", (NOTICE,))),
    "Chinese number digit by digit": ("一零一 告知书", Line("101", (NOTICE,))),
    "letters in the number": ("a03 告知书", Line("A3", (NOTICE,))),
    "glued to the number": ("12手册2", Line("12", (HANDBOOK2,))),
    "glued with 号": ("12号手册2，没有告知书", Line("12", (HANDBOOK2, NOTICE))),
    "a colon": ("12：手册2；告知书", Line("12", (HANDBOOK2, NOTICE))),
    "over two lines": ("12\n手册2\n告知书", Line("12", (HANDBOOK2, NOTICE))),
    "spaced unit": ("12 手册 2 处 告知书", Line("12", (HANDBOOK2, NOTICE))),
    "Chinese count": ("12 手册两处", Line("12", (HANDBOOK2,))),
    "times sign": ("12 手册×2", Line("12", (HANDBOOK2,))),
    "set back to none": ("12 手册0", Line("12", (mark("1.2.2a", 0),))),
    "digits inside a label": ("12 两卡两折", Line("12", (mark("3.1.2a"),))),
    "a label split by a space": ("12 慢病 没签", Line("12", (mark("2.5b"),))),
    "characters in order": ("12 病没签", Line("12", (mark("2.5b"),))),
    "another word of denial": ("12 没参医保", Line("12", (mark("2.5a"),))),
    "a piece of the prompt": ("12 告知书没发", Line("12", (NOTICE,))),
    "an id": ("12 1.2.2A 2", Line("12", (HANDBOOK2,))),
    "English labels": ("12 Handbook ERRORS 2; no notice", Line("12", (HANDBOOK2, NOTICE))),
    "a piece of an English label": ("12 handbook 2", Line("12", (HANDBOOK2,))),
    "a failed requirement": ("12 变化没报", Line("12", (mark("2.7b"),))),
    "a share without a ratio": ("12 助学没有", Line("12", (mark("3.4a"),))),
    "people with the problem": ("12 助学没有 1/3", Line("12", (mark("3.4a", Ratio(2, 3)),))),
    "people where it is met": ("12 教育助学 1/3", Line("12", (mark("3.4a", Ratio(1, 3)),))),
    "away": ("12 未遇", Line("12", mode="absent")),
    "away with a reason": ("12 未遇 外出打工", Line("12", mode="absent", reason="外出打工")),
    "nobody home": ("12 家中无人", Line("12", mode="absent", reason="家中无人")),
    "by telephone": ("12 电话 手册2", Line("12", (HANDBOOK2,), mode="phone")),
    "by telephone, no problem": ("12 电话抽查 无", Line("12", clear=True, mode="phone")),
}
PROBLEMS = {
    "two labels begin so": ("12 雨露", "reading.line.which", ("2.7a", "3.5a")),
    "three labels hold it": ("12 没来", "reading.line.which", ("1.1a", "1.2.1a", "1.3a")),
    "a word of no label": ("12 手册2 天气", "reading.line.strange", ()),
    "a word near a label": ("12 手册2 档案不对", "reading.line.strange_near", ("2.2a",)),
    "two counts": ("12 手册 2 3处", "reading.line.strange", ()),
    "the opposite of a label": ("12 领导来", "reading.line.problem_or_not", ("1.3a",)),
    "a label without its denial": ("12 知政策", "reading.line.problem_or_not", ("3.2.1a",)),
    "a label's last part without its denial": (
        "12 务工",
        "reading.line.problem_or_not",
        ("3.7a",),
    ),
    "insured": ("12 参医保", "reading.line.problem_or_not", ("2.5a",)),
    "insured in English": ("12 insured", "reading.line.problem_or_not", ("2.5a",)),
    "a requirement named as met": (
        "12 工作队走访过",
        "reading.line.problem_or_not",
        ("1.1a",),
    ),
    "a range": ("12 手册三四处", "reading.line.count", ("1.2.2a",)),
    "a range in digits": ("12 手册2-3", "reading.line.count", ("1.2.2a",)),
    "about": ("12 手册10多处", "reading.line.count", ("1.2.2a",)),
    "a decimal": ("12 手册2.5", "reading.line.count", ("1.2.2a",)),
    "a negative": ("12 手册-2", "reading.line.count", ("1.2.2a",)),
    "the wrong unit": ("12 手册2户", "reading.line.count", ("1.2.2a",)),
    "two where one is all": ("12 告知书2", "reading.line.count", ("3.1.1a",)),
    "two failures of one": ("12 变化没报2", "reading.line.count", ("2.7b",)),
    "people without how many": ("12 助学没有2", "reading.line.count", ("3.4a",)),
    "a ratio upside down": ("12 助学没有3/1", "reading.line.count", ("3.4a",)),
    "a ratio of cases": ("12 手册1/3", "reading.line.count", ("1.2.2a",)),
    "a ratio of what": ("12 助学 1/3", "reading.line.ratio_of_what", ("3.4a",)),
    "a ratio to an id": ("12 3.4a 1/3", "reading.line.ratio_of_what", ("3.4a",)),
    "the same twice": ("12 手册2 手册错误1", "reading.line.twice", ()),
    "none and one": ("12 无 手册2", "reading.line.clear_but_more", ()),
    "away and one": ("12 未遇 手册2", "reading.line.absent_but_more", ()),
    "away and telephoned": ("12 未遇 电话", "reading.line.absent_but_more", ()),
    "no such household": ("99 手册2", "reading.line.no_household", ()),
    "no such household, clear": ("99 无", "reading.line.no_household", ()),
    "two households": ("12、07 无", "reading.line.one_household", ()),
    "two lines": ("12 手册2\n07 无", "reading.line.one_household", ()),
}
NO_LINES = [
    "", "。", "手册2", "无", "99", "三户", "3户", "12户没有公示", "12 月手册检查发现2处",
    "12 今天天气很好", "手册错误7处：07×2 12×3", "村支书说 12 户已办", "约12户",
    "12.5 手册2", "-12", "12 手册2 " + "说明" * 120,
    "未建立贫困户微信工作群", "12 微信群", "12 满意度", "12 医保没参加",
]  # fmt: skip
REMARKS = [
    "手册是村干部代填的",
    "没问题 就是路不好走",
    "3户",
    "村支书不在",
    "户主说政策都知道",
    "。",
]


@pytest.mark.parametrize(("text", "want"), LINES.values(), ids=LINES.keys())
def test_a_line_is_read(text: str, want: Line) -> None:
    got = read_line(text, ROSTER, QUESTIONS)
    assert got == want


@pytest.mark.parametrize(("text", "code", "candidates"), PROBLEMS.values(), ids=PROBLEMS.keys())
def test_what_is_doubtful_is_asked(text: str, code: str, candidates: tuple[str, ...]) -> None:
    got = read_line(text, ROSTER, QUESTIONS)
    assert isinstance(got, Problem)
    assert (got.code, got.candidates) == (code, candidates)


@pytest.mark.parametrize("text", NO_LINES)
def test_what_is_no_line_is_left_alone(text: str) -> None:
    assert read_line(text, ROSTER, QUESTIONS) is None


@pytest.mark.parametrize("text", REMARKS)
def test_a_remark_on_an_open_page_is_left_alone(text: str) -> None:
    assert read_line(text, ROSTER, QUESTIONS, fixed="07") is None


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("手册2", Line("07", (HANDBOOK2,))),
        ("手册2，告知书", Line("07", (HANDBOOK2, NOTICE))),
        ("无", Line("07", clear=True)),
        ("未遇", Line("07", mode="absent")),
        ("电话", Line("07", mode="phone")),
        ("12", Line("12")),
        ("12 手册2", Line("12", (HANDBOOK2,))),
    ],
)
def test_an_open_page_needs_no_number_but_a_number_wins(text: str, want: Line) -> None:
    assert read_line(text, ROSTER, QUESTIONS, fixed="07") == want


def test_the_number_as_written_goes_before_its_likeness() -> None:
    roster = ("7", "07", "8", "008", "12号")
    assert read_line("7 无", roster, QUESTIONS) == Line("7", clear=True)
    assert read_line("07 无", roster, QUESTIONS) == Line("07", clear=True)
    assert read_line("12号 无", roster, QUESTIONS) == Line("12号", clear=True)
    got = read_line("08 无", roster, QUESTIONS)
    want = Problem("reading.line.which_household", {"numbers": "8、008"}, ("8", "008"))
    assert got == want


def test_a_problem_names_the_words_and_the_nearest_labels() -> None:
    got = read_line("12 手册2 档案不对 天气", ROSTER, QUESTIONS)
    assert isinstance(got, Problem)
    assert got.params == {"words": "档案不对、天气", "labels": "档案不符"}
    got = read_line("12 file 2户", ROSTER, QUESTIONS, lang="en")
    assert isinstance(got, Problem)
    assert got.params["label"] == "File differs"
    why = got.params["why"]
    assert why == text("reading.unit", typed=unit("户", 2), unit=unit("项", 2))


def test_without_labels_the_prompts_are_matched() -> None:
    bare = [Question("1a", "政策告知书未张贴", Scope.HOUSEHOLD, HOUSEHOLDS)]
    assert read_line("12 告知书未张贴", ROSTER, bare) == Line("12", (mark("1a"),))
    got = read_line("12 告知书", ROSTER, bare)
    assert isinstance(got, Problem)
    assert got.code == "reading.line.problem_or_not"


def test_every_label_of_scheme_a_names_its_question() -> None:
    checklist = shipped("lingling-2018")
    questions = [q for q in checklist.questions() if q.scope is Scope.HOUSEHOLD]
    assert len(questions) > 20
    for question in questions:
        for label in (question.label, question.label_en):
            got = read_line(f"12 {label}", ROSTER, tuple(checklist.questions()))
            assert got == Line("12", (mark(question.same_as or question.id),)), label


COUNTED = {"手册错误": "1.2.2a", "责任人没来": "1.2.1a", "档案不符": "2.2a"}
SINGLE = {"没告知书": "3.1.1a", "两卡两折": "3.1.2a", "慢病没签": "2.5b", "队没来过": "1.1a"}


@given(
    st.sampled_from(ROSTER),
    st.dictionaries(st.sampled_from(sorted(COUNTED)), st.integers(0, 99)),
    st.sets(st.sampled_from(sorted(SINGLE))),
    st.sampled_from([" ", "、", "，", "; ", "　"]),
    st.sampled_from(["", " "]),
)
def test_every_line_written_from_labels_reads_back(
    household: str, counts: dict[str, int], single: set[str], between: str, gap: str
) -> None:
    words = [f"{label}{gap}{n}" for label, n in counts.items()] + sorted(single)
    want = [mark(COUNTED[label], n) for label, n in counts.items()]
    want += [mark(SINGLE[label]) for label in sorted(single)]
    got = read_line(between.join([household, *words]), ROSTER, QUESTIONS)
    assert got == Line(household, tuple(want))


PIECES = st.sampled_from([*"12手册错误告知书没无户处、，;/ \n-.×", "07", "no", "未遇", "电话"])


@given(st.lists(PIECES, max_size=14).map("".join), st.sampled_from([None, "07"]))
def test_any_text_is_answered_and_a_line_names_what_is_there(text: str, fixed: str | None) -> None:
    got = read_line(text, ROSTER, QUESTIONS, fixed)
    if isinstance(got, Line):
        ids = [m.question_id for m in got.marks]
        assert got.household in ROSTER
        assert len(set(ids)) == len(ids)
        assert not (got.marks and (got.clear or got.mode == "absent"))
