"""Words by code: the core says what is meant, the catalogs in content/locales say it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeAlias

Param: TypeAlias = "str | int | Fraction | Text | tuple[str | Text, ...]"


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence to be worded later: its code in the catalog and what goes into its gaps.

    A parameter may itself be a Text, or a tuple of parts that are worded and joined as they are.
    """

    code: str
    params: Mapping[str, Param] = field(default_factory=dict)


def text(code: str, **params: Param) -> Text:
    """A Text with its parameters by name."""
    return Text(code, params)
