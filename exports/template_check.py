"""What is wrong with the tags of a template, all at once and before it is filled.

A template may read fields, loop, ask, set names and use a few filters; nothing else is Jinja that
an office needs, so nothing else is let through, sandbox or not. Runs in the template's process.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from jinja2 import Environment, TemplateSyntaxError, nodes

from exports.template_fields import Field

FILTERS: Final = frozenset(
    {"length", "count", "join", "first", "last", "sort", "reverse", "unique", "selectattr"}
    | {"rejectattr", "map", "sum", "replace", "trim", "default", "int", "list", "string"}
)
TESTS: Final = frozenset(
    {"defined", "undefined", "none", "odd", "even", "divisibleby", "in"}
    | {"eq", "ne", "lt", "le", "gt", "ge", "equalto", "true", "false"}
)
LOOP: Final = frozenset(
    {"index", "index0", "revindex", "revindex0", "first", "last", "length", "previtem", "nextitem"}
)
_ALLOWED: Final = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.For, nodes.If, nodes.Assign),
    *(nodes.Name, nodes.Const, nodes.Getattr, nodes.Getitem, nodes.Slice, nodes.List, nodes.Tuple),
    *(nodes.Filter, nodes.Test, nodes.CondExpr, nodes.And, nodes.Or, nodes.Not, nodes.Compare),
    *(nodes.Operand, nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Mod),
    *(nodes.Concat, nodes.Neg, nodes.Pos, nodes.Keyword),
)
KNOWN: Final = 12
"""Names told of those there are; the list of fields has them all."""
_TAG: Final = re.compile(r"\{([{%#])(.*?)[}%#]\}", re.DOTALL)
_XML: Final = re.compile(r"<[^>]+>")
_WIDE: Final = re.compile(r"｛[{｛%％]|\{[｛％]|[}｝%％]｝|[％｝]\}")
_RICH: Final = re.compile(r"\{\{(?:tr|tc|p|r)\s")
_MARK: Final = re.compile(r"^(?:tr|tc|p|r)(?=\s)")
_KEYED: Final = {"sort", "sum", "map", "unique"}


@dataclass(frozen=True, slots=True)
class Wrong:
    """A fault of a tag: its code, the tag, the part and number of its paragraph, and more."""

    code: str
    part: str
    tag: str = ""
    paragraph: int = 0
    more: Mapping[str, str] = field(default_factory=dict)


Shape: TypeAlias = Field | None
"""What a name stands for; None where that is not known."""


@dataclass(slots=True)
class Part:
    """A part of the document: its name, its paragraphs as read, its source ready for Jinja."""

    name: str
    paragraphs: list[str]
    source: str

    def place(self, line: int, name: str = "") -> tuple[str, int]:
        """The tag on that line of the source (the one that has the name), and its paragraph."""
        lines = self.source.split("\n")
        plain = _XML.sub("", lines[line - 1]) if 0 < line <= len(lines) else ""
        tags = [hit.group(0) for hit in _TAG.finditer(plain)]
        tag = next((each for each in tags if name in each), tags[0] if tags else plain[:40])
        wanted = _squeezed(tag)
        for number, words in enumerate(self.paragraphs, start=1):
            if any(_squeezed(hit.group(0)) == wanted for hit in _TAG.finditer(words)):
                return tag, number
        return tag, 0


def _squeezed(tag: str) -> str:
    inner = _TAG.match(tag)
    body = _MARK.sub("", inner.group(2).strip(" -")) if inner else tag
    return "".join(body.split())


def wrongs(parts: Iterable[Part], fields: tuple[Field, ...], env: Environment) -> Iterator[Wrong]:
    """Every fault of the parts that are filled; `no-tags` where there is nothing to fill."""
    any_tag = False
    for part in parts:
        for number, words in enumerate(part.paragraphs, start=1):
            any_tag |= "{{" in words or "{%" in words or bool(_WIDE.search(words))
            if wide := _WIDE.search(words):
                yield Wrong("wide", part.name, words[max(0, wide.start() - 2) :][:30], number)
            if rich := _RICH.search(words):
                yield Wrong("rich", part.name, words[rich.start() :][:30], number)
            if open_tag := _unclosed(words):
                yield Wrong("unclosed", part.name, open_tag, number)
        yield from _part(part, fields, env)
    if not any_tag:
        yield Wrong("no-tags", "")


def _unclosed(words: str) -> str:
    """The beginning of a tag that its paragraph does not end; empty where all are whole."""
    rest = _TAG.sub("", words)
    at = min((found for mark in ("{{", "{%") if (found := rest.find(mark)) >= 0), default=-1)
    return rest[at:][:30] if at >= 0 else ""


def _part(part: Part, fields: tuple[Field, ...], env: Environment) -> Iterator[Wrong]:
    try:
        tree = env.parse(part.source)
    except TemplateSyntaxError as error:
        said = error.message or ""
        tag, number = part.place(error.lineno)
        if said.startswith("Unexpected end of template"):
            yield Wrong("no-end", part.name, tag, number)
        elif not any(map(_unclosed, part.paragraphs)):
            yield Wrong("syntax", part.name, tag, number, {"why": said})
        return
    walk = _Walk(part, fields)
    walk.body(tree.body, {each.name: each for each in fields})
    yield from walk.found


class _Walk:
    """Through the tree of a part, with what each name stands for."""

    def __init__(self, part: Part, fields: tuple[Field, ...]) -> None:
        self.part = part
        self.top = [each.name for each in fields]
        self.found: list[Wrong] = []

    def wrong(self, code: str, line: int | None, within: str = "", /, **more: str) -> None:
        """Note a fault of the tag on that line that has `within` in it."""
        tag, number = self.part.place(line or 0, within)
        found = Wrong(code, self.part.name, tag, number, more)
        if found not in self.found:
            self.found.append(found)

    def body(self, body: Iterable[nodes.Node], names: dict[str, Shape]) -> None:
        for node in body:
            self.statement(node, names)

    def statement(self, node: nodes.Node, names: dict[str, Shape]) -> None:
        match node:
            case nodes.Output():
                for each in node.nodes:
                    if not isinstance(each, nodes.TemplateData):
                        self.printed(each, names)
            case nodes.For():
                self.loop(node, names)
            case nodes.If():
                self.shape(node.test, names)
                self.body(node.elif_, names)
                self.body(node.body, names)
                self.body(node.else_, names)
            case nodes.Assign(target=nodes.Name(name=name)):
                names[name] = self.shape(node.node, names)
            case _:
                self.wrong("forbidden", node.lineno, what=type(node).__name__)

    def printed(self, node: nodes.Node, names: dict[str, Shape]) -> None:
        shape = self.shape(node, names)
        if shape is not None and shape.sort in {"rows", "words", "group"}:
            code = "is-a-group" if shape.sort == "group" else "is-a-list"
            self.wrong(code, node.lineno, shape.name, name=shape.name, known=_names(shape))

    def loop(self, node: nodes.For, names: dict[str, Shape]) -> None:
        shape = self.shape(node.iter, names)
        if shape is not None and shape.sort not in {"rows", "words"}:
            self.wrong("no-list", node.lineno, shape.name, name=shape.name)
        inner: dict[str, Shape] = {**names, "loop": _LOOP}
        if isinstance(node.target, nodes.Name):
            inner[node.target.name] = _one_of(shape)
        else:
            self.wrong("forbidden", node.lineno, what="for a, b")
        if node.test is not None:
            self.shape(node.test, inner)
        self.body(node.body, inner)
        self.body(node.else_, names)

    def shape(self, node: nodes.Node | None, names: Mapping[str, Shape]) -> Shape:
        """What an expression stands for, its faults noted on the way."""
        match node:
            case nodes.Name(name=name):
                if name not in names:
                    self.unknown(node.lineno, name, [n for n in names if n != "loop"])
                return names.get(name)
            case nodes.Getattr(attr=attr):
                return self.member(node, self.shape(node.node, names), attr)
            case nodes.Getitem(arg=nodes.Const(value=str(attr))):
                return self.member(node, self.shape(node.node, names), attr)
            case nodes.Getitem():
                self.shape(node.arg, names)
                return _one_of(self.shape(node.node, names))
            case nodes.Filter():
                return self.filtered(node, names)
            case nodes.Test(name=name) if name not in TESTS:
                self.wrong("no-test", node.lineno, name, name=name, known=_row(TESTS))
            case nodes.Const() | None:
                return None
            case _ if not isinstance(node, _ALLOWED):
                what = "( )" if isinstance(node, nodes.Call) else type(node).__name__
                self.wrong("forbidden", node.lineno, what=what)
                return None
        for child in node.iter_child_nodes():
            self.shape(child, names)
        return None

    def member(self, node: nodes.Getattr | nodes.Getitem, shape: Shape, attr: str) -> Shape:
        if shape is _LOOP:
            if attr not in LOOP:
                self.wrong("unknown", node.lineno, attr, name=attr, near="", known=_row(LOOP))
            return None
        if shape is None:
            if attr.startswith("_"):
                self.wrong("forbidden", node.lineno, attr, what=attr)
            return None
        inner = {each.name: each for each in shape.fields}
        if shape.sort == "rows":
            self.wrong("is-a-list", node.lineno, attr, name=shape.name, known=_names(shape))
        elif attr not in inner:
            self.unknown(node.lineno, attr, list(inner))
        return inner.get(attr)

    def filtered(self, node: nodes.Filter, names: Mapping[str, Shape]) -> Shape:
        shape = self.shape(node.node, names)
        for each in (*node.args, *(pair.value for pair in node.kwargs)):
            self.shape(each, names)
        if node.name not in FILTERS:
            self.wrong("no-filter", node.lineno, node.name, name=node.name, known=_row(FILTERS))
            return None
        key = _key(node)
        if key is not None and shape is not None and shape.fields:
            inner = {each.name: each for each in shape.fields}
            if key not in inner:
                self.unknown(node.lineno, key, list(inner))
        match node.name:
            case "first" | "last":
                return _one_of(shape)
            case "sort" | "reverse" | "unique" | "selectattr" | "rejectattr" | "list":
                return shape
            case _:
                return None

    def unknown(self, line: int, name: str, known: list[str]) -> None:
        near = "".join(difflib.get_close_matches(name, known or self.top, 1, 0.5))
        shown = "、".join(known[:KNOWN]) + ("…" if len(known) > KNOWN else "")
        self.wrong("unknown", line, name, name=name, near=near, known=shown)


_LOOP: Final = Field("loop", "", "", "group")


def _one_of(shape: Shape) -> Shape:
    """One of a list."""
    if shape is None or shape.sort not in {"rows", "words"}:
        return None
    sort: Any = "group" if shape.sort == "rows" else "text"
    return Field(shape.name, shape.zh, shape.en, sort, shape.example, shape.fields)


def _key(node: nodes.Filter) -> str | None:
    """The field that a filter is told by its name."""
    first = node.args[0] if node.args else None
    if node.name in {"selectattr", "rejectattr"} and isinstance(first, nodes.Const):
        return str(first.value)
    if node.name in _KEYED:
        for pair in node.kwargs:
            if pair.key == "attribute" and isinstance(pair.value, nodes.Const):
                return str(pair.value.value)
    return None


def _names(shape: Field) -> str:
    return "、".join(each.name for each in shape.fields)


def _row(names: Iterable[str]) -> str:
    return "、".join(sorted(names))
