"""Personal numbers and names are masked, everything else is left alone."""

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.masking import NumberKind, mask_name, mask_numbers

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def id_card(front: str) -> str:
    total = sum(int(d) * w for d, w in zip(front, WEIGHTS, strict=True))
    return front + "10X98765432"[total % 11]


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        pytest.param("张三四", "张*", id="three characters"),
        pytest.param("张　三", "张*", id="lined up with a space"),
        pytest.param("欧阳某某", "欧阳*", id="compound surname"),
        pytest.param("欧阳", "欧*", id="two characters are surname and name"),
        pytest.param("买买提·艾力", "买*·艾*", id="dotted"),
        pytest.param("买买提•艾力", "买*·艾*", id="another dot"),
        pytest.param("王某（已故）", "王*", id="remark dropped"),
        pytest.param("张", "张*", id="surname only"),
        pytest.param("", "", id="empty"),
        pytest.param("A Name", "A*", id="latin"),
    ],
)
def test_a_name_keeps_only_its_surname(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("text", "masked", "kinds"),
    [
        pytest.param("电话13812345678。", "电话138****5678。", {"mobile"}, id="mobile"),
        pytest.param("１３８１２３４５６７８", "138****5678", {"mobile"}, id="full-width"),
        pytest.param("138 1234 5678", "138****5678", {"mobile"}, id="spaces"),
        pytest.param("138－1234－5678", "138****5678", {"mobile"}, id="full-width dashes"),
        pytest.param("138.1234.5678", "138****5678", {"mobile"}, id="dots"),
        pytest.param("1 3 8 1 2 3 4 5 6 7 8", "138****5678", {"mobile"}, id="digit by digit"),
        pytest.param("138\u200b1234\u200b5678", "138****5678", {"mobile"}, id="zero width"),
        pytest.param("+86 13812345678", "138****5678", {"mobile"}, id="country code"),
        pytest.param("8613812345678", "138****5678", {"mobile"}, id="country code without plus"),
        pytest.param("*13812345678*", "*138****5678*", {"mobile"}, id="bold"),
        pytest.param("07 13812345678", "07 138****5678", {"mobile"}, id="household before it"),
        pytest.param("86 13812345678", "86 138****5678", {"mobile"}, id="household 86 before it"),
        pytest.param(
            "13812345678 13912345678", "138****5678 139****5678", {"mobile"}, id="two of them"
        ),
        pytest.param("0731-82345678", "0731****78", {"landline"}, id="landline"),
        pytest.param("(010)82345678", "010****78", {"landline"}, id="landline in brackets"),
        pytest.param(id_card("11010119900307461"), "*" * 14 + "4610", {"id-card"}, id="identity"),
        pytest.param(
            id_card("11010119900307461")[:6] + " 19900307 4610",
            "*" * 14 + "4610",
            {"id-card"},
            id="identity in groups",
        ),
        pytest.param(
            "身份证：11010519491231002Ｘ",
            "身份证：" + "*" * 14 + "002X",
            {"id-card"},
            id="with an X",
        ),
        pytest.param(
            "身份证430101900307461", "身份证" + "*" * 11 + "7461", {"id-card"}, id="old, named so"
        ),
        pytest.param(
            "卡号 6222 0212 3456 7890 128", "卡号 " + "*" * 15 + "0128", {"bank-card"}, id="bank"
        ),
        pytest.param(
            "13812345678，6222021234567890128",
            "138****5678，" + "*" * 15 + "0128",
            {"mobile", "bank-card"},
            id="two kinds",
        ),
    ],
)
def test_a_personal_number_is_masked(text: str, masked: str, kinds: set[str]) -> None:
    assert mask_numbers(text) == (masked, {NumberKind(kind) for kind in kinds})


@pytest.mark.parametrize(
    "text",
    [
        "07 12 19 33",
        "13 14 15 16 17 18 19",
        "07×2 12×3 19 33",
        "扣 13.5 分，得 86.42/100",
        "2026-10-12 09:30",
        "20261012",
        "0912 20261012",
        "青督发〔2026〕5号",
        "2026-0017",
        "430101900307461",
        "110101199003074611",
        "12345678901234567890123",
        "东经 135.12345678，北纬 26.1234567",
        "a3f13812345678b0c9d8e7f6a5b4c3d2e1",
        "户编号 431102010012",
        "138****5678",
        "3,600 元",
        "",
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert mask_numbers(text) == (text, frozenset())


MOBILES = st.from_regex(r"\A1[3-9][0-9]{9}\Z", alphabet=string.digits)
WORDS = st.text(alphabet="张三户号 ，。:-abcX", max_size=8)
GROUPINGS = st.sampled_from([(11,), (3, 4, 4), (3, 8), (4, 3, 4), (1,) * 11])
GAPS = st.sampled_from([" ", "-", "—", "\u3000", " - ", "\u200b"])


@given(MOBILES, GROUPINGS, GAPS, WORDS, WORDS, st.booleans())
def test_no_mobile_number_survives(
    mobile: str, grouping: tuple[int, ...], gap: str, before: str, after: str, wide: bool
) -> None:
    parts, rest = [], mobile
    for length in grouping:
        parts.append(rest[:length])
        rest = rest[length:]
    written = gap.join(parts)
    if wide:
        written = written.translate({48 + i: 0xFF10 + i for i in range(10)})
    masked, kinds = mask_numbers(before + written + after)
    assert kinds == {NumberKind.MOBILE}
    assert masked == f"{before.removesuffix('+')}{mobile[:3]}****{mobile[-4:]}{after}"


@given(st.integers(0, 10**9), st.sampled_from(["11", "43", "65"]), st.dates())
def test_no_identity_number_survives(serial: int, province: str, born: object) -> None:
    day = f"{born:%Y%m%d}".rjust(8, "0")
    card = id_card(f"{province}0101{day}{serial % 1000:03d}")
    masked, kinds = mask_numbers(f"证 {card}。")
    real = 1900 <= int(day[:4]) < 2100
    if real:
        assert (masked, kinds) == (f"证 {'*' * 14}{card[-4:]}。", {NumberKind.ID_CARD})
    else:
        assert NumberKind.ID_CARD not in kinds


@given(st.text(alphabet="0123456789０８ -—.()+*X张，86", max_size=60))
def test_masking_twice_changes_nothing_and_leaves_no_bare_number(text: str) -> None:
    once, _ = mask_numbers(text)
    assert mask_numbers(once) == (once, frozenset())
    assert not re.search(r"(?<!\d)1[3-9]\d{9}(?!\d)", once)


@given(st.text(max_size=80))
def test_any_text_can_be_masked(text: str) -> None:
    masked, kinds = mask_numbers(text)
    assert (masked == text) == (not kinds)
