"""Stamped copies of pictures: when, where, what, by whom. The original is only read.

The panel stands bottom-left, its letters 2.8 % of the picture's short side; where a picture has
no room for it, below the picture.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Final, TypeAlias

from PIL import Image, ImageDraw, ImageFont, ImageOps

from exports.table import pieces

Line: TypeAlias = tuple[str, str]
"""A label and what it says; an empty label for a line that stands alone."""
Font: TypeAlias = ImageFont.FreeTypeFont | ImageFont.ImageFont
LONGEST: Final = 2560
"""Pixels of a copy's longer side: A4 at 220 dots an inch."""
MAX_PIXELS: Final = 50_000_000
THUMBNAIL: Final = (160, 112)
QUALITY: Final = 88
_SHARE: Final = 0.028
_SHARE_LONG: Final = 0.012
"""Of the longer side: on a panorama the short one says little."""
_SMALLEST: Final = 14
_WIDTH_MOST: Final = 30
"""Letters on a line of the panel."""
_HEIGHT_MOST: Final = 0.55
"""Of the picture; a higher panel stands below it."""
_PANEL, _BAR, _LABELS, _WORDS = (16, 20, 26, 176), (250, 204, 21), (214, 218, 224), (255, 255, 255)
_MAGIC = ((b"\xff\xd8\xff", "JPEG"), (b"\x89PNG\r\n\x1a\n", "PNG"), (b"RIFF", "WEBP"))


class PictureError(Exception):
    """A file of which no copy can be made: `no-picture`, `too-large` or `unreadable`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def opened(file: Path) -> Image.Image:
    """A JPEG, PNG or WebP picture, upright, on white, at most LONGEST long. PictureError."""
    with file.open("rb") as source:
        head = source.read(16)
    form = next((form for magic, form in _MAGIC if head.startswith(magic)), None)
    if form is None:
        raise PictureError("no-picture")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(file, formats=(form,)) as picture:
                large = picture.width * picture.height > MAX_PIXELS
                upright = None if large else _upright(picture)
    except Exception as error:
        # A picture library may fail in any way on hostile bytes.
        raise PictureError("unreadable") from error
    if upright is None:
        raise PictureError("too-large")
    return upright


def _upright(picture: Image.Image) -> Image.Image:
    picture.draft("RGB", (LONGEST, LONGEST))
    turned = ImageOps.exif_transpose(picture)
    if turned.mode in {"RGBA", "LA", "PA", "P"}:
        clear = turned.convert("RGBA")
        turned = Image.new("RGB", clear.size, (255, 255, 255))
        turned.paste(clear, mask=clear.getchannel("A"))
    plain = turned.convert("RGB")
    plain.thumbnail((LONGEST, LONGEST))
    return plain


def thumbnail(picture: Image.Image) -> bytes:
    """A small JPEG of it."""
    small = picture.copy()
    small.thumbnail(THUMBNAIL)
    out = BytesIO()
    small.save(out, "JPEG", quality=72, dpi=(96, 96))
    return out.getvalue()


def stamped(picture: Image.Image, lines: Sequence[Line], font: Path | None) -> bytes:
    """A JPEG of the picture with these lines on it.

    `font` writes Chinese; without one (None) only what is in Latin letters can be written.
    """
    size = round(max(min(picture.size) * _SHARE, max(picture.size) * _SHARE_LONG, _SMALLEST))
    face = _face(font, size)
    pad, step = round(size * 0.7), round(size * 1.45)
    indent = max((face.getlength(label) for label, _ in lines), default=0)
    inner = min(round(picture.width * 0.92), _WIDTH_MOST * size) - 3 * pad - indent
    if inner < 8 * size:
        inner = _WIDTH_MOST * size - indent
    rows = [row for line in lines for row in _rows(line, face, inner, indent)]
    width = 3 * pad + round(max((x + face.getlength(words) for x, words, _ in rows), default=0))
    below = max((at for at, _ in _placed(rows)), default=-1) + 1
    height = below * step - (step - size) + 2 * pad
    page, left, top = _page(picture, width, height, pad)
    panel = Image.new("RGBA", (width, height), _PANEL)
    draw = ImageDraw.Draw(panel)
    draw.rectangle((0, 0, max(round(size / 4), 3), height), fill=_BAR)
    for at, (x, words, colour) in _placed(rows):
        foot = pad + at * step + round(size * 0.87)
        draw.text((2 * pad + x, foot), words, font=face, fill=colour, anchor="ls")
    page.paste(panel, (left, top), panel)
    out = BytesIO()
    page.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


_Part: TypeAlias = tuple[float, str, tuple[int, int, int]]


def _page(
    picture: Image.Image, width: int, height: int, margin: int
) -> tuple[Image.Image, int, int]:
    """The copy to draw on, and where the panel's corner stands on it."""
    inside = width + margin <= picture.width and height <= _HEIGHT_MOST * picture.height
    if inside:
        return picture.copy(), margin, picture.height - height - margin
    page = Image.new("RGB", (max(picture.width, width), picture.height + height), _PANEL[:3])
    page.paste(picture, ((page.width - picture.width) // 2, 0))
    return page, 0, picture.height


def _rows(line: Line, face: Font, width: float, indent: float) -> list[_Part]:
    """A line wrapped; its words begin where the longest label ends, all of its rows."""
    label, words = line
    parts = wrapped(words, face, width if label else width + indent)
    rows = [(indent if label else 0.0, part, _WORDS) for part in parts]
    return [(0.0, label, _LABELS), *rows] if label else rows


def _placed(rows: Sequence[_Part]) -> Iterator[tuple[int, _Part]]:
    """The rows with their numbers, a label in the row of its first words."""
    at = -1
    beside = False
    for part in rows:
        at += not beside
        beside = part[2] is _LABELS
        yield at, part


def wrapped(words: str, face: Font, width: float) -> list[str]:
    """Words in lines of at most that many pixels, at least one line."""
    rows, row = [], ""
    for piece in pieces(words):
        for part in (piece,) if face.getlength(piece) <= width else piece:
            if row and face.getlength(row + part) > width:
                rows.append(row.rstrip())
                row = part.lstrip()
            else:
                row += part
    return [*rows, row]


@lru_cache(maxsize=16)
def _face(font: Path | None, size: int) -> Font:
    if font is None:
        return ImageFont.load_default(size)
    return ImageFont.truetype(str(font), size)
