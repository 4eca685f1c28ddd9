"""A picture for a phone: 1280 pixels wide, large type, laid out in pixels from the top left."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property, lru_cache
from io import BytesIO
from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, get_font
from matplotlib.patches import Rectangle
from PIL import ImageFont

from content.locales import Catalog, catalog
from inspection.text import Param, text

WIDTH, DOTS = 1280, 100
MARGIN = 40
TITLE, TYPE, NOTE = 48, 32, 28
"""Heights of type in pixels; a phone shows a third of them."""
SMALLEST = 22
INK, GREY, RULE, PAPER = "#212121", "#616161", "#e0e0e0", "#ffffff"
_PLAIN = Path(mpl.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
MISSING = "〓"
"""What printers set for a sign they have no type for."""


class Face:
    """The type of a picture: its file, its language, and what it can write.

    Without a Chinese font (None) everything is said in English, and units by their numbers.
    """

    def __init__(self, file: Path | None, lang: str = "zh") -> None:
        self.chinese = file is not None
        self._file = file or _PLAIN
        self.catalog: Catalog = catalog(lang if file else "en")

    @cached_property
    def _signs(self) -> frozenset[int]:
        return frozenset(get_font(str(self._file)).get_charmap())

    def say(self, code: str, **params: Param) -> str:
        """The catalog's words, as this face can write them."""
        return self.write(self.catalog.plain(text(f"chart.{code}", **params)))

    def write(self, words: str) -> str:
        """Words without what the face cannot write; in English that is all Chinese."""
        missing = MISSING if self.chinese else ""
        signs = (sign if ord(sign) in self._signs else missing for sign in words)
        return "".join(signs).strip(" ,")

    def name(self, words: str, number: int) -> str:
        """The name of a unit, or what stands for it where it cannot be written."""
        return self.write(words) if self.chinese else self.say("unit", n=number)

    def moment(self, at: str) -> str:
        """As of when the figures are."""
        local = datetime.fromisoformat(at)
        return self.say("at", month=local.month, day=local.day, time=local.strftime("%H:%M"))

    def font(self, height: float) -> FontProperties:
        """The face in a size, in pixels."""
        return FontProperties(fname=str(self._file), size=height * 72 / DOTS)

    def width(self, words: str, height: float) -> float:
        """How wide words are, in pixels."""
        return _measure(str(self._file)).getlength(words) * height / 100

    def fit(self, words: str, height: float, room: float) -> tuple[str, float]:
        """Words and size with which they fit: smaller first, then without their middle."""
        wide = self.width(words, height)
        if wide <= room:
            return words, height
        height = max(SMALLEST, height * room / wide)
        while self.width(words, height) > room and len(words) > 3:
            middle = len(words.replace("…", "")) // 2
            plain = words.replace("…", "")
            words = f"{plain[: middle - (len(plain) % 2 == 0)]}…{plain[middle + 1 :]}"
        return words, height


@lru_cache(maxsize=4)
def _measure(file: str) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(file, 100)


class Canvas:
    """A page of `height` pixels to draw on."""

    def __init__(self, height: float, face: Face) -> None:
        self.height = height
        self.face = face
        self.figure = Figure(figsize=(WIDTH / DOTS, height / DOTS), dpi=DOTS, facecolor=PAPER)
        FigureCanvasAgg(self.figure)

    def write(
        self,
        x: float,
        y: float,
        words: str,
        height: float = TYPE,
        *,
        colour: str = INK,
        side: str = "left",
    ) -> None:
        """Words with their middle at `y`, beginning, ending or centred at `x`."""
        self.figure.text(
            x / WIDTH,
            1 - y / self.height,
            words,
            color=colour,
            ha=side,
            va="center_baseline",
            fontproperties=self.face.font(height),
            parse_math=False,
        )

    def box(self, x: float, y: float, wide: float, high: float, colour: str) -> None:
        """A filled rectangle from its top left corner."""
        at = (x / WIDTH, 1 - (y + high) / self.height)
        self.figure.patches.append(
            Rectangle(
                at,
                wide / WIDTH,
                high / self.height,
                transform=self.figure.transFigure,
                facecolor=colour,
                edgecolor="none",
                figure=self.figure,
            )
        )

    def panel(self, x: float, y: float, wide: float, high: float) -> Axes:
        """Axes in that rectangle, bare but for a rule below."""
        area = (x / WIDTH, 1 - (y + high) / self.height, wide / WIDTH, high / self.height)
        axes = self.figure.add_axes(area)
        axes.spines[:].set_visible(False)
        axes.set(xticks=[], yticks=[])
        return axes

    def head(self, title: str, notes: list[str], mark: str = "") -> float:
        """Title, a mark at its right (暂定), lines below; where the picture may begin."""
        room = WIDTH - 2 * MARGIN - (self.face.width(mark, TYPE) + 60 if mark else 0)
        words, height = self.face.fit(title, TITLE, room)
        self.write(MARGIN, 60, words, height)
        if mark:
            wide = self.face.width(mark, TYPE) + 32
            self.box(WIDTH - MARGIN - wide, 36, wide, 48, "#fff3e0")
            self.write(WIDTH - MARGIN - wide / 2, 60, mark, TYPE, colour="#e65100", side="center")
        y = 116.0
        for note in notes:
            words, height = self.face.fit(note, NOTE, WIDTH - 2 * MARGIN)
            self.write(MARGIN, y, words, height, colour=GREY)
            y += 42
        return y + 8

    def legend(self, y: float, entries: list[tuple[str, str]]) -> float:
        """Colours with what they mean, in one row; where the picture may go on."""
        x: float = MARGIN
        for colour, words in entries:
            self.box(x, y - 14, 28, 28, colour)
            self.write(x + 40, y, words, NOTE)
            x += 40 + self.face.width(words, NOTE) + 44
        return y + 40

    def png(self) -> bytes:
        """The picture."""
        made = BytesIO()
        self.figure.savefig(made, format="png", dpi=DOTS)
        return made.getvalue()
