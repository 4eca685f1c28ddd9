"""How words stand in the books: a Text or plain text as JSON, and back exactly as it was."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

from inspection.card import Words
from inspection.text import Param, Text


def dump(words: Words) -> str:
    """Words as one line of JSON; texts, numbers, fractions and tuples inside keep their kind."""
    return json.dumps(_plain(words), ensure_ascii=False, separators=(",", ":"))


def load(stored: str) -> Words:
    """The words of such a line."""
    words = _param(json.loads(stored))
    if isinstance(words, Text | str):
        return words
    raise ValueError("not words")


def _plain(param: Param) -> Any:
    match param:
        case Text(code, params):
            return {"code": code, "params": {name: _plain(p) for name, p in params.items()}}
        case Fraction():
            return {"over": [param.numerator, param.denominator]}
        case tuple():
            return [_plain(part) for part in param]
        case _:
            return param


def _param(plain: Any) -> Any:
    match plain:
        case {"code": code, "params": params}:
            return Text(code, {name: _param(p) for name, p in params.items()})
        case {"over": [numerator, denominator]}:
            return Fraction(numerator, denominator)
        case list():
            return tuple(_param(part) for part in plain)
        case _:
            return plain
