"""Stamped copies: what stands on them, where, and that the original stays as it was."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from content.locales import catalog
from exports.archive_entry import Position
from exports.archive_words import stamp_lines
from exports.fonts import font_file
from exports.stamp import LONGEST, PictureError, _face, opened, stamped, thumbnail, wrapped
from tests.exports.filed import entry
from tests.pictures import jpeg, png_of_size, scene

ZH = catalog("zh")


def file_of(folder: Path, content: bytes) -> Path:
    file = folder / "picture"
    file.write_bytes(content)
    return file


def grey(width: int, height: int, form: str = "JPEG", **more: object) -> bytes:
    out = BytesIO()
    Image.new("RGB", (width, height), (128, 128, 128)).save(out, form, **more)
    return out.getvalue()


def copy_of(folder: Path, content: bytes, **changes: object) -> Image.Image:
    lines = stamp_lines(entry(**changes), ZH)
    made = stamped(opened(file_of(folder, content)), lines, font_file())
    return Image.open(BytesIO(made)).convert("RGB")


def marked(picture: Image.Image) -> tuple[int, int, int, int]:
    """The box of what is not grey any more."""
    plain = Image.new("RGB", picture.size, (128, 128, 128))
    differs = ImageChops.difference(picture, plain).convert("L").point(lambda v: 255 * (v > 24))
    box = differs.getbbox()
    assert box is not None
    return box


# -- what it says --------------------------------------------------------------------------------


def test_a_stamp_says_when_where_what_and_by_whom() -> None:
    told = entry(household="07", finding="2026-0012", forwarded=True)
    assert ["".join(line) for line in stamp_lines(told, ZH)] == [
        "接收时间：2026-10-12 18:03:21 UTC+08:00",
        "位置：26.123457, 111.612300（WGS-84，精度约 13 米，早于图片 3 分 20 秒）",
        "单位：青石镇大坪村",
        "项目：2.9 微信工作群",
        "户号：07 户",
        "问题编号：2026-0012",
        "采集人：王五六（第一组）",
        "编号：000123　SHA-256 ab12cd34ef567890…",
        "转发件，非现场拍摄",
    ]


@pytest.mark.parametrize(
    ("position", "want"),
    [
        (None, "位置：未提供"),
        (Position("26.1", "111.6", None, -5), "（WGS-84，精度未知，晚于图片 0 分 05 秒）"),
        (Position("26.1", "111.6", "1500", 0), "（WGS-84，精度约 1500 米，与图片同时）"),
    ],
    ids=["none", "later, accuracy unknown", "at once"],
)
def test_a_position_is_told_as_it_was_shared_and_never_made_up(
    position: Position | None, want: str
) -> None:
    place = "".join(stamp_lines(entry(position=position), ZH)[1])
    assert place.endswith(want)


def test_a_stamp_names_no_head_of_a_household() -> None:
    said = str(stamp_lines(entry(household="07", head="张三四", caption="张三四家"), ZH))
    assert "张三四" not in said


def test_without_a_chinese_font_only_what_latin_letters_say_is_printed() -> None:
    said = ["".join(x) for x in stamp_lines(entry(), catalog("en"), chinese=False)]
    assert said[0] == "Received: 2026-10-12 18:03:21 UTC+08:00"
    assert said[-1] == "No.: 000123  SHA-256 ab12cd34ef567890..."
    assert all(line.isascii() for line in said)
    assert len(said) == 3


# -- where it stands -----------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(1280, 960), (960, 1280)], ids=["across", "upright"])
def test_the_panel_stands_bottom_left_and_the_rest_is_as_it_was(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    made = copy_of(tmp_path, grey(*size, quality=95))
    assert made.size == size
    left, top, right, bottom = marked(made)
    assert left <= 30
    assert size[1] - 30 <= bottom <= size[1]
    assert top > 0.4 * size[1]
    assert right < 0.95 * size[0]


@pytest.mark.parametrize("size", [(160, 120), (2000, 200), (60, 2000)], ids=str)
def test_where_a_picture_has_no_room_the_panel_stands_below_it(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    made = copy_of(tmp_path, grey(*size, quality=95))
    assert made.height > size[1]
    left = (made.width - size[0]) // 2
    over = made.crop((left + 8, 0, left + size[0] - 8, size[1] - 8))
    assert max(high for _, high in over.getextrema()) <= 140  # type: ignore[misc]


def test_a_stamp_is_drawn_with_letters_not_with_empty_boxes(tmp_path: Path) -> None:
    one = copy_of(tmp_path, grey(1280, 960))
    other = copy_of(tmp_path, grey(1280, 960), township="柳河乡", village="东沟村")
    assert ImageChops.difference(one, other).getbbox() is not None


def test_no_line_is_wider_than_the_panel() -> None:
    face = _face(font_file(), 27)
    words = "未建立贫困户微信工作群，" * 6 + "https://" + "abc" * 60
    rows = wrapped(words, face, 500)
    assert all(face.getlength(row) <= 500 for row in rows)
    assert "".join(rows) == words
    assert not any(row[0] in "，。" for row in rows)


# -- the original --------------------------------------------------------------------------------


def test_the_original_is_only_read(tmp_path: Path) -> None:
    content = scene(5)
    file = file_of(tmp_path, content)
    made = stamped(opened(file), stamp_lines(entry(), ZH), font_file())
    assert file.read_bytes() == content
    before = Image.open(BytesIO(content)).convert("RGB")
    after = Image.open(BytesIO(made)).convert("RGB")
    # 320 by 240 has no room: all of the picture is still there, above the panel.
    left = (after.width - before.width) // 2
    over = after.crop((left, 0, left + before.width, before.height))
    far = ImageChops.difference(before, over).convert("L").getextrema()
    assert far[1] < 30  # type: ignore[operator]


def test_a_turned_photo_stands_upright_and_carries_no_position_of_its_camera(
    tmp_path: Path,
) -> None:
    out, picture = BytesIO(), Image.new("RGB", (400, 200))
    exif = picture.getexif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[2] = (26.0, 7.0, 0.0)
    picture.save(out, "JPEG", exif=exif)
    found = opened(file_of(tmp_path, out.getvalue()))
    assert found.size == (200, 400)
    made = Image.open(BytesIO(stamped(found, [("", "x")], font_file())))
    assert dict(made.getexif()) == {}


def test_a_large_photo_gives_a_copy_for_printing(tmp_path: Path) -> None:
    found = opened(file_of(tmp_path, grey(4000, 3000)))
    assert max(found.size) == LONGEST
    assert max(Image.open(BytesIO(thumbnail(found))).size) <= 160


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"%PDF-1.7 no picture", "no-picture"),
        (b"", "no-picture"),
        (jpeg(3)[:400], "unreadable"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 500, "unreadable"),
        (png_of_size(9000, 9000), "too-large"),
        (png_of_size(60000, 60000), "unreadable"),
    ],
    ids=["a pdf", "empty", "cut off", "noise", "too many pixels", "a bomb"],
)
def test_what_is_no_sound_picture_says_so(tmp_path: Path, content: bytes, code: str) -> None:
    with pytest.raises(PictureError) as refused:
        opened(file_of(tmp_path, content))
    assert refused.value.code == code


def test_what_is_clear_in_a_picture_is_white_on_the_copy(tmp_path: Path) -> None:
    out = BytesIO()
    Image.new("RGBA", (1280, 960), (255, 0, 0, 0)).save(out, "PNG")
    assert opened(file_of(tmp_path, out.getvalue())).getpixel((9, 9)) == (255, 255, 255)
