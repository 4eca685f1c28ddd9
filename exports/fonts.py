"""The face that Chinese is drawn with in pictures: one file, by a chain that ends without one.

`DUCHA_FONT`, else ours (content/fonts/, SIL OFL 1.1), else what systems bring along. Collections
are taken only where their first face writes Simplified Chinese: matplotlib knows no other.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from PIL import ImageFont

SHIPPED = Path(__file__).parents[1] / "content" / "fonts" / "NotoSansCJKsc-GBK.otf"
KNOWN = (
    "/usr/share/fonts/opentype/noto/NotoSansCJKsc-Regular.otf",
    "/usr/share/fonts/opentype/source-han-sans/SourceHanSansSC-Regular.otf",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "C:/Windows/Fonts/msyh.ttc",
    "C:/Windows/Fonts/simhei.ttf",
    "/System/Library/Fonts/Hiragino Sans GB.ttc",
    "/Library/Fonts/Arial Unicode.ttf",
)
_PROBE = "督"


def font_file() -> Path | None:
    """The font file to draw Chinese with; None where this machine has none."""
    return _first_of((os.environ.get("DUCHA_FONT", ""), str(SHIPPED), *KNOWN))


@cache
def _first_of(files: tuple[str, ...]) -> Path | None:
    return next((Path(file) for file in files if file and _writes_chinese(Path(file))), None)


def _writes_chinese(file: Path) -> bool:
    try:
        face = ImageFont.truetype(str(file), 20)
    except OSError:
        return False
    # A face without the sign draws the same for it as for one that is in no font.
    return bytes(face.getmask(_PROBE)) != bytes(face.getmask("\U0010fffd"))
