"""Looks at a picture from outside without trusting it: what it is, and what it looks like."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageOps

MAX_PIXELS = 50_000_000
SIDE = 256
"""Pixels at least of what is looked at: borders are found at this size."""
FLAT = 10
"""Grey levels within which a row counts as one colour."""
_MAGIC = (
    (b"\xff\xd8\xff", "JPEG", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "PNG", "image/png"),
    (b"RIFF", "WEBP", "image/webp"),
)


@dataclass(frozen=True, slots=True)
class Look:
    """The true type of a readable picture, its difference hashes, and those of its mirror image.

    `hash` and `mirrored` are 80 hexadecimal digits each (see inspection/likeness.py).
    """

    mime: str
    hash: str
    mirrored: str


def look_at(file: Path) -> Look | None:
    """The look of a JPEG, PNG or WebP picture; None for anything else, broken or too large."""
    with file.open("rb") as opened:
        head = opened.read(16)
    found = next(((form, mime) for magic, form, mime in _MAGIC if head.startswith(magic)), None)
    if found is None:
        return None
    form, mime = found
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(file, formats=(form,)) as picture:
                if picture.width * picture.height > MAX_PIXELS:
                    return None
                picture.draft("L", (SIDE, SIDE))
                grey = ImageOps.exif_transpose(picture).convert("L")
        grey.thumbnail((2 * SIDE, 2 * SIDE))
        grey = _without_borders(grey)
        return Look(mime, _hashes(grey), _hashes(ImageOps.mirror(grey)))
    except Exception:  # noqa: BLE001 a picture library may fail in any way on hostile bytes
        return None


def _without_borders(grey: Image.Image) -> Image.Image:
    """Without rows and columns of one colour at the edges, as screenshots add them."""
    top, bottom = _edges(grey)
    left, right = _edges(grey.transpose(Image.Transpose.TRANSPOSE))
    # What would leave less than a quarter is a flat picture, not one with a frame.
    if 4 * (right - left) < grey.width or 4 * (bottom - top) < grey.height:
        return grey
    return grey.crop((left, top, right, bottom))


def _edges(grey: Image.Image) -> tuple[int, int]:
    """The first row that is not of one colour, and the one behind the last such row."""
    width, pixels = grey.width, grey.tobytes()
    rows = [pixels[at : at + width] for at in range(0, len(pixels), width)]
    busy = [at for at, row in enumerate(rows) if max(row) - min(row) > FLAT]
    return (busy[0], busy[-1] + 1) if busy else (0, 0)


def _hashes(grey: Image.Image) -> str:
    return f"{_difference(grey, 8):016x}{_difference(grey, 16):064x}"


def _difference(grey: Image.Image, size: int) -> int:
    """A bit for each of `size` by `size` places: whether it is lighter than the next one."""
    pixels = grey.resize((size + 1, size)).tobytes()
    bits = 0
    for y in range(size):
        for x in range(size):
            at = y * (size + 1) + x
            bits = bits << 1 | (pixels[at] > pixels[at + 1])
    return bits
