"""Checks and fills a template in a process of its own, with limits on memory and time.

Whatever a hostile file does to memory or time happens here and ends with this process. It takes
one JSON object on its standard input and answers one: checked data, never code.
"""

from __future__ import annotations

import json
import resource
import sys
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any, Final
from zipfile import ZipFile

import docx
from docx.document import Document
from docx.opc.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree

from content import docx_guard
from exports.official_properties import set_properties
from exports.paper import Paper
from exports.template_check import FILTERS, TESTS, Part, Wrong, wrongs
from exports.template_fields import FIELDS, TemplateKind

MEMORY: Final = 1 << 30
_BODY: Final = "word/document.xml"
_WIDEST: Final = 156
"""Millimetres of a picture: the text's width by the standard."""


class BrokenError(Exception):
    """A template that cannot be filled, by a code."""

    def __init__(self, code: str, why: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.why = why


class _Template(DocxTemplate):  # type: ignore[misc] # the library has no types
    """A template whose faults are faults: the library would repair what a tag has torn."""

    def fix_tables(self, xml: str) -> Any:
        try:
            etree.fromstring(xml.encode(), etree.XMLParser(resolve_entities=False))
        except etree.XMLSyntaxError as error:
            raise BrokenError("torn", str(error)) from error
        return super().fix_tables(xml)

    def render_properties(self, *_: Any) -> None:
        """What a file says of itself is written afterwards."""

    def render_footnotes(self, *_: Any) -> None:
        """Not filled: the library would fill them once for every section, data and all."""


def environment() -> ImmutableSandboxedEnvironment:
    """Jinja with what a template needs, and nothing to call."""
    env = ImmutableSandboxedEnvironment(
        autoescape=True, undefined=StrictUndefined, finalize=_said, cache_size=0
    )
    env.globals.clear()
    env.filters = {name: of for name, of in env.filters.items() if name in FILTERS}
    env.tests = {name: of for name, of in env.tests.items() if name in TESTS}
    return env


def _said(value: Any) -> Any:
    return {True: "是", False: "否"}[value] if isinstance(value, bool) else value


def main() -> None:
    """What the process does: a template and its models in, faults or documents out."""
    asked = json.load(sys.stdin)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (asked["seconds"], asked["seconds"]))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    content = b64decode(asked["template"])
    try:
        faults = list(faults_of(content, asked["kind"])) if asked["check"] else []
        files = [] if faults else [_filled(content, each) for each in asked["models"]]
    except BrokenError as error:
        faults, files = [{"code": error.code, "why": error.why}], []
    except TemplateError as error:
        faults, files = [{"code": "unfillable", "why": error.message or ""}], []
    except MemoryError:
        faults, files = [{"code": "too-much"}], []
    except Exception as error:  # noqa: BLE001 a library may fail in any way on a hostile file
        faults, files = [{"code": "unfillable", "why": type(error).__name__}], []
    json.dump({"faults": faults, "files": [b64encode(each).decode() for each in files]}, sys.stdout)


def faults_of(content: bytes, kind: TemplateKind) -> Iterator[dict[str, Any]]:
    """All that can be said of a template without filling it; it was not refused."""
    dangers = docx_guard.faults(content)
    if dangers:
        # What is dangerous is not read any further.
        yield from ({"code": each.code, "part": each.part} for each in dangers)
        return
    found = _opened(content)
    env = environment()
    yield from map(_plain, _elsewhere(content, found))
    yield from map(_plain, wrongs(_parts(found), FIELDS[kind], env))


def _plain(wrong: Wrong) -> dict[str, Any]:
    return {
        "code": wrong.code,
        "part": wrong.part,
        "tag": wrong.tag,
        "paragraph": wrong.paragraph,
        **wrong.more,
    }


def _opened(content: bytes) -> _Template:
    found = _Template(BytesIO(content))
    try:
        found.init_docx()
    except Exception as error:
        raise BrokenError("damaged") from error
    return found


def _parts(found: _Template) -> Iterator[Part]:
    """The parts that are filled: body, heads and feet."""
    yield _part(found, _BODY, found.get_xml(), found.docx.element.body)
    for uri in (found.HEADER_URI, found.FOOTER_URI):
        for _, part in found.get_headers_footers(uri):
            name = str(part.partname).lstrip("/")
            yield _part(found, name, found.get_part_xml(part), parse_xml(part.blob))


def _part(found: _Template, name: str, xml: str, root: Any) -> Part:
    # The line breaks tell paragraphs apart in what Jinja says, as they do when it is filled.
    source = found.patch_xml(xml).replace("\n", " ")
    source = source.replace("<w:p>", "\n<w:p>").replace("<w:p ", "\n<w:p ")
    return Part(name, [_words(each) for each in root.iter(qn("w:p"))], source)


def _words(paragraph: Any) -> str:
    return "".join(each.text or "" for each in paragraph.iter(qn("w:t")))


def _elsewhere(content: bytes, found: _Template) -> Iterator[Wrong]:
    """Tags where nothing is filled: footnotes, comments, the file's properties."""
    filled = {part.name for part in _parts(found)}
    with ZipFile(BytesIO(content)) as archive:
        for name in archive.namelist():
            if name in filled or not name.endswith(".xml"):
                continue
            words = "".join(etree.fromstring(archive.read(name), _safe()).itertext())
            if "{{" in words or "{%" in words:
                yield Wrong("elsewhere", name, words[max(words.find("{"), 0) :][:30])


def _safe() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True)


def _filled(content: bytes, asked: Mapping[str, Any]) -> bytes:
    template = _opened(content)
    model = _with_pictures(asked["model"], template)
    template.render(model, environment(), autoescape=True)
    told = asked["told"]
    core = template.docx.core_properties
    # Whose computer the template was written on is nobody's business.
    core.keywords = core.identifier = core.version = ""
    properties = tuple((name, said) for name, said in told.pop("properties"))
    set_properties(template.docx, Paper(to="", blocks=(), day="", properties=properties, **told))
    kept = BytesIO()
    template.save(kept)
    return _checked(kept.getvalue())


def _with_pictures(model: Mapping[str, Any], template: _Template) -> dict[str, Any]:
    width = Mm(min(_room(template.docx), _WIDEST))

    def put(value: Any) -> Any:
        if isinstance(value, dict) and set(value) == {"png"}:
            return InlineImage(template, BytesIO(b64decode(value["png"])), width=width)
        if isinstance(value, dict):
            return {name: put(each) for name, each in value.items()}
        return value

    return {name: put(value) for name, value in model.items()}


def _room(document: Document) -> int:
    """Millimetres between the margins."""
    section = document.sections[0]
    sides = (section.page_width, section.left_margin, section.right_margin)
    page, left, right = (0 if side is None else int(side) for side in sides)
    return max(int((page - left - right) / Mm(1)), 30) if page else _WIDEST


def _checked(content: bytes) -> bytes:
    """The document, opened once more: one that Word could not read is not handed out."""
    docx.Document(BytesIO(content))
    return content
