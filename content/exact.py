"""YAML and JSON from outside, read without loss: exact numbers, every key once, nothing run."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

import yaml

from inspection.answers import exact
from inspection.fault import Fault
from inspection.text import text

MOST_CHARACTERS = 2_000_000
DEEPEST = 40
_SHOWN = 60
Tree: TypeAlias = Any
"""Mappings with text keys, lists, text, bool, int, Fraction, Unusable, None."""
Path: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Unusable:
    """A number no score sheet has (NaN, 1e999, too many digits): a fault at its place."""

    written: str


class UnreadableError(Exception):
    """The text is no YAML or JSON at all, or not one we read."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.text.code)
        self.fault = fault


class _Fields(dict[str, Any]):
    """A mapping of the file, with the keys that stood in it more than once."""

    twice: tuple[str, ...] = ()


def decoded(content: bytes) -> str:
    """A file's text, UTF-8 with or without its mark; UnreadableError."""
    if len(content) > MOST_CHARACTERS * 2:
        raise UnreadableError(Fault("", text("fault.file.too-large")))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as broken:
        where = f"byte {broken.start + 1}"
        raise UnreadableError(Fault(where, text("fault.file.not-utf8"))) from None


def from_json(line: str) -> Tree:
    """The tree of a JSON text; UnreadableError where it is none."""
    _sized(line)
    try:
        tree = json.loads(
            line,
            parse_float=_exact,
            parse_int=_exact,
            parse_constant=Unusable,
            object_pairs_hook=_fields,
        )
        return _shallow(tree)
    except json.JSONDecodeError as broken:
        where = f"line {broken.lineno}, column {broken.colno}"
        raise UnreadableError(Fault(where, text("fault.file.not-json"))) from None
    except RecursionError:
        raise UnreadableError(Fault("", text("fault.file.too-deep"))) from None


def from_yaml(lines: str) -> Tree:
    """The tree of a YAML text: no anchors, no tags, no dates; only `true` is true.

    UnreadableError where it is none of ours.
    """
    _sized(lines)
    try:
        tree = yaml.load(lines, Loader=_Loader)  # noqa: S506 - a SafeLoader with less, not more
        return _shallow(tree)
    except yaml.YAMLError as broken:
        code = "key-text" if isinstance(broken, _KeyNoTextError) else "not-yaml"
        raise UnreadableError(Fault(_where(broken, lines), text(f"fault.file.{code}"))) from None
    except RecursionError:
        raise UnreadableError(Fault("", text("fault.file.too-deep"))) from None


def keys_twice(tree: Tree, path: Path = ()) -> Iterator[Fault]:
    """A fault for every key that stands twice in one mapping."""
    if isinstance(tree, _Fields):
        for key in tree.twice:
            yield Fault(written_path((*path, key)), text("fault.file.key-twice"))
    if isinstance(tree, Mapping):
        for key, below in tree.items():
            yield from keys_twice(below, (*path, key))
    elif isinstance(tree, list):
        for place, below in enumerate(tree):
            yield from keys_twice(below, (*path, place))


def written_path(path: Iterable[str | int]) -> str:
    """A path as people read it: `sections[1].items[0].points`, odd keys as `answers["1.1a"]`."""
    written = ""
    for step in path:
        if isinstance(step, int):
            written += f"[{step}]"
        elif _PLAIN_KEY.fullmatch(step):
            written += f".{printable(step)}" if written else printable(step)
        else:
            written += f"[{json.dumps(printable(step), ensure_ascii=False)}]"
    return written


def printable(words: str) -> str:
    """A stranger's words, short and without what no terminal or chat can show."""
    short = words if len(words) <= _SHOWN else words[:_SHOWN] + "…"
    return short.encode("utf-8", "backslashreplace").decode()


_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def _sized(lines: str) -> None:
    if len(lines) > MOST_CHARACTERS:
        raise UnreadableError(Fault("", text("fault.file.too-large")))


def _shallow(tree: Tree) -> Tree:
    """The tree itself, if it is no deeper than any file of ours could be."""
    level: list[Any] = [tree]
    for _ in range(DEEPEST):
        level = [
            below
            for part in level
            if isinstance(part, dict | list)
            for below in (part.values() if isinstance(part, dict) else part)
        ]
    if level:
        raise UnreadableError(Fault("", text("fault.file.too-deep")))
    return tree


def _exact(digits: str) -> int | Fraction | Unusable:
    try:
        return exact(digits)
    except ValueError:
        return Unusable(digits)


def _fields(pairs: Iterable[tuple[str, Any]]) -> _Fields:
    fields, twice = _Fields(), []
    for key, value in pairs:
        if key in fields:
            twice.append(key)
        fields[key] = value
    fields.twice = tuple(dict.fromkeys(twice))
    return fields


class _KeyNoTextError(yaml.MarkedYAMLError):
    """A key that YAML takes for a number or for true: it needs quotes."""


def _where(broken: yaml.YAMLError, lines: str) -> str:
    mark = getattr(broken, "problem_mark", None)
    if mark:
        return f"line {mark.line + 1}, column {mark.column + 1}"
    if isinstance(broken, yaml.reader.ReaderError):
        return f"line {lines.count(chr(10), 0, broken.position) + 1}"
    return ""


class _Loader(yaml.SafeLoader):
    """YAML's safe loader with the traps taken out: yes/no, dates, octals, 1:30, <<, anchors."""

    yaml_implicit_resolvers: dict[str, list[Any]] = {}  # noqa: RUF012 - PyYAML's own way

    def compose_node(self, parent: Any, index: Any) -> Any:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        if getattr(event, "anchor", None):
            raise yaml.composer.ComposerError(None, None, "no anchors", event.start_mark)
        return super().compose_node(parent, index)


def _mapping(loader: _Loader, node: yaml.MappingNode) -> _Fields:
    pairs = []
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if not isinstance(key, str):
            raise _KeyNoTextError(problem_mark=key_node.start_mark)
        pairs.append((key, loader.construct_object(value_node, deep=True)))
    return _fields(pairs)


def _number(_: _Loader, node: yaml.ScalarNode) -> Any:
    return _exact(node.value)


def _unknown(_: _Loader, node: yaml.Node) -> Any:
    raise yaml.constructor.ConstructorError(None, None, f"no {node.tag}", node.start_mark)


_STANDARD = "tag:yaml.org,2002:"
_Loader.add_constructor(f"{_STANDARD}map", _mapping)
_Loader.add_constructor(f"{_STANDARD}int", _number)
_Loader.add_constructor(f"{_STANDARD}float", _number)
for _tag in ("timestamp", "binary", "omap", "pairs", "set"):
    _Loader.add_constructor(_STANDARD + _tag, _unknown)
_Loader.add_constructor(None, _unknown)
for _tag, _shape, _first in (
    ("null", r"|~|null", ["", "~", "n"]),
    ("bool", r"true|false", ["t", "f"]),
    ("int", r"-?(?:0|[1-9][0-9]*)", list("-0123456789")),
    ("float", r"-?(?:0|[1-9][0-9]*)\.[0-9]+", list("-0123456789")),
):
    _Loader.add_implicit_resolver(_STANDARD + _tag, re.compile(rf"^(?:{_shape})$"), _first)
