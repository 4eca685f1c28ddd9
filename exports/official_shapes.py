"""Shapes that stand at a place of the page: red bars, and a line of text turned on its side.

Places and sizes are in millimetres from the page's upper left corner.
"""

from __future__ import annotations

from typing import Any, Final

from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.text.paragraph import Paragraph

_NAMES: Final = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
}
_RED: Final = '<a:solidFill><a:srgbClr val="FF0000"/></a:solidFill>'


def add_bar(
    line: Paragraph, number: int, *, left: float, top: float, width: float, height: float
) -> None:
    """A red bar; `line` only carries it, `number` is the shape's own in the document."""
    place = (left, top, width, height)
    line.add_run()._r.append(_shape(f"红线{number}", number, place, _RED, ""))  # noqa: SLF001


def turn(
    line: Paragraph, number: int, *, left: float, top: float, width: float, height: float
) -> None:
    """The line into a box of that place, to be read with the page turned to the left."""
    carrier = line.insert_paragraph_before()
    words = (
        '<wps:txbx><w:txbxContent/></wps:txbx><wps:bodyPr rot="0" vert="vert" wrap="square"'
        ' lIns="0" tIns="0" rIns="0" bIns="0" anchor="ctr"><a:noAutofit/></wps:bodyPr>'
    )
    box = _shape(f"页码{number}", number, (left, top, width, height), "<a:noFill/>", words)
    box.find(f".//{qn('w:txbxContent')}").append(line._p)  # noqa: SLF001
    carrier.add_run()._r.append(box)  # noqa: SLF001


def _shape(
    name: str, number: int, place: tuple[float, float, float, float], fill: str, words: str
) -> Any:
    names = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in _NAMES.items())
    left, top, width, height = (int(Mm(each)) for each in place)
    size = f'cx="{width}" cy="{height}"'
    return parse_xml(
        f'<mc:AlternateContent {names}><mc:Choice Requires="wps"><w:drawing>'
        '<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0"'
        f' relativeHeight="{number}" behindDoc="1" locked="1" layoutInCell="1" allowOverlap="1">'
        '<wp:simplePos x="0" y="0"/>'
        f'<wp:positionH relativeFrom="page"><wp:posOffset>{left}</wp:posOffset></wp:positionH>'
        f'<wp:positionV relativeFrom="page"><wp:posOffset>{top}</wp:posOffset></wp:positionV>'
        f'<wp:extent {size}/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapNone/>'
        f'<wp:docPr id="{number}" name="{name}"/><wp:cNvGraphicFramePr/>'
        f'<a:graphic><a:graphicData uri="{_NAMES["wps"]}"><wps:wsp>'
        f"<wps:cNvSpPr{' txBox=' + chr(34) + '1' + chr(34) if words else ''}/><wps:spPr>"
        f'<a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm>'
        f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>{fill}<a:ln><a:noFill/></a:ln>'
        f"</wps:spPr>{words or '<wps:bodyPr/>'}</wps:wsp></a:graphicData></a:graphic>"
        "</wp:anchor></w:drawing></mc:Choice></mc:AlternateContent>"
    )
