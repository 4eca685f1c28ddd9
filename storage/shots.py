"""A picture on its way: where its bytes are, and what is said of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from inspection.card import Words
from storage import texts


@dataclass(frozen=True, slots=True)
class Shot:
    """`path` is below the data folder, `name` is for when it is sent as a file."""

    path: str
    name: str
    caption: Words

    def dump(self) -> list[str]:
        """How it stands in a notice."""
        return [self.path, self.name, texts.dump(self.caption)]


def shots(body: Mapping[str, Any]) -> list[Shot]:
    """The pictures of a notice's body."""
    return [Shot(path, name, texts.load(caption)) for path, name, caption in body["shots"]]
