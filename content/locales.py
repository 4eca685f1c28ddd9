"""The catalogs: one TOML file a language, from codes to words."""

from __future__ import annotations

import html
import re
import string
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from inspection.text import Param, Text

FOLDER = Path(__file__).parent / "locales"
LANGUAGES = ("zh", "en")
_TAG = re.compile(r"</?(?:b|i|u|s|code|pre)>")


def number(value: int | Fraction) -> str:
    """A number as people write it: 4.5, 12, -0.25; more than 2 decimals are rounded half-up."""
    exact = Fraction(value)
    cents = int(abs(exact) * 100 + Fraction(1, 2))
    sign = "-" if exact < 0 and cents else ""
    digits = f"{cents // 100}.{cents % 100:02d}".rstrip("0").rstrip(".")
    return sign + digits


@dataclass(frozen=True, slots=True)
class Catalog:
    """The words of one language. A plural is a table {one, other} chosen by the gap `n`."""

    lang: str
    words: Mapping[str, str | Mapping[str, str]]

    def html(self, words: Text | str) -> str:
        """Words for a chat message: tags of the catalog stay, everything put in is escaped."""
        if isinstance(words, str):
            return html.escape(words, quote=False)
        return self._filled(words, self.html)

    def plain(self, words: Text | str) -> str:
        """Words for a button, a toast, a document: without tags."""
        if isinstance(words, str):
            return words
        return _TAG.sub("", self._filled(words, self.plain))

    def _filled(self, words: Text, say: Any) -> str:
        template = self.words.get(words.code)
        if template is None:
            raise KeyError(f"{self.lang}: no words for {words.code!r}")
        if not isinstance(template, str):
            count = words.params.get("n", 0)
            template = template["one" if count in (1, "1") else "other"]
        return template.format_map({name: _gap(p, say) for name, p in words.params.items()})


def _gap(param: Param, say: Any) -> str:
    if isinstance(param, tuple):
        return "".join(say(part) for part in param)
    if isinstance(param, Text | str):
        return str(say(param))
    return number(param)


def gaps(template: str) -> frozenset[str]:
    """The names of a template's gaps."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(template) if name)


def _flat(table: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        code = f"{above}{key}"
        if isinstance(value, dict) and set(value) != {"one", "other"}:
            yield from _flat(value, f"{code}.")
        else:
            yield code, value


@cache
def catalog(lang: str) -> Catalog:
    """The catalog of `zh` or `en`; any other language reads the Chinese one."""
    name = lang if lang in LANGUAGES else LANGUAGES[0]
    words: dict[str, Any] = {}
    for file in sorted(FOLDER.glob(f"{name}*.toml")):
        words.update(_flat(tomllib.loads(file.read_text(encoding="utf-8"))))
    return Catalog(name, words)
