"""The papers on paper, as LibreOffice prints them: pages, lines, characters, nothing cut."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from exports.carryover import carryover
from exports.circular import circular
from exports.leaders_report import leaders_report
from exports.official import docx_bytes
from exports.paper import Paper, Paragraph
from exports.rectification_notice import rectification_notices
from exports.supervision_notice import supervision_notices
from tests.exports.round import made_round
from tests.exports.test_official import paper, png
from tests.exports.test_papers import said


def missing() -> str:
    """What this machine lacks to print a document, in words; empty where nothing."""
    office = shutil.which("soffice")
    if office is None:
        return "soffice (LibreOffice)"
    if not (Path(office).resolve().parent / "libswlo.so").exists():
        return "LibreOffice Writer"
    if shutil.which("pdftotext") is None:
        return "pdftotext (poppler-utils)"
    fonts = shutil.which("fc-list")
    if fonts is None or not _run([fonts, ":lang=zh-cn"]).strip():
        return "a Chinese font"
    return ""


def _run(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=100, check=True)  # noqa: S603
    return done.stdout


def _characters(text: str) -> Counter[str]:
    """How often each character occurs; figures may stand in page numbers too."""
    return Counter(re.sub(r"[\s\d—.]", "", text))


LACKS = missing()
pytestmark = pytest.mark.skipif(bool(LACKS), reason=f"cannot print documents here: no {LACKS}")


PICTURES = ("progress", "ranking", "heat", "findings")
LETTERS = {"carryover", "supervision"}
"""Their first page has no number."""
TURNED = {"carryover": 3, "rectification": 4}
"""A page with a wide table, from which its number is not read."""
PAGES = {
    "full": 5,
    "circular": 7,
    "long title": 7,
    "report": 9,
    "carryover": 3,
    "supervision": 5,
    "rectification": 5,
    "draft": 6,
    "ledger": 5,
}
"""Another LibreOffice or font may need a page more or less for a table."""


@dataclass(frozen=True, slots=True)
class Print:
    """A paper, its pages as text, and the file they stand in."""

    paper: Paper
    pages: list[str]
    file: Path


@pytest.fixture(scope="module")
def prints(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Print]:
    """All papers, printed at one go."""
    folder = tmp_path_factory.mktemp("prints")
    report = made_round("A")
    long = "青山县巩固拓展脱贫攻坚成果同乡村振兴有效衔接年度综合专项督查"
    papers = {
        "full": paper(Paragraph("督查" * 1200)),
        "circular": circular(report),
        "long title": circular(made_round("A", title=long)),
        "report": leaders_report(report, {name: png() for name in PICTURES}),
        "carryover": carryover(report),
        "supervision": supervision_notices(report)["竹溪乡"],
        "rectification": rectification_notices(report)["竹溪乡竹园村"],
        "draft": circular(made_round("B", provisional=True)),
        "ledger": circular(made_round("D")),
    }
    files = {name: folder / f"{name}.docx" for name in papers}
    for name, file in files.items():
        file.write_bytes(docx_bytes(papers[name]))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    convert = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    _run([*convert, *map(str, files.values())])
    return {name: _print(papers[name], folder / f"{name}.pdf") for name in papers}


def _print(made: Paper, file: Path) -> Print:
    text = _run(["pdftotext", "-layout", str(file), "-"])
    return Print(made, text.split("\f")[:-1], file)


def test_a_full_page_has_22_lines_of_28_characters(prints: Mapping[str, Print]) -> None:
    page = prints["full"].pages[1]
    lines = [line.strip() for line in page.splitlines() if "督" in line]
    assert len(lines) == 22
    assert {len(line) for line in lines} == {28}


@pytest.mark.parametrize("name", PAGES)
def test_every_paper_is_printed_whole_on_its_pages(prints: Mapping[str, Print], name: str) -> None:
    found = prints[name]
    assert len(found.pages) == pytest.approx(PAGES[name], abs=1)
    # Lines break where they like, and cells lie beside each other: every character counts.
    there, asked = (_characters(text) for text in ("".join(found.pages), said(found.paper)))
    assert not asked - there
    assert all(page.strip(" \n—0123456789") for page in found.pages)


@pytest.mark.parametrize("name", PAGES)
def test_pages_have_their_numbers_but_for_the_first_of_a_letter(
    prints: Mapping[str, Print], name: str
) -> None:
    numbers = [re.findall(r"—\s*(\d+)\s*—", page)[-1:] for page in prints[name].pages]
    want = [[str(n)] for n in range(1, len(numbers) + 1)]
    if name in LETTERS:
        assert numbers.pop(0) == []
        want.pop(0)
    turned = TURNED.get(name)
    assert [n for n in numbers if n != [str(turned)]] == [n for n in want if n != [str(turned)]]


@pytest.mark.parametrize("name", ["circular", "long title"])
def test_the_first_page_shows_body_text(prints: Mapping[str, Print], name: str) -> None:
    assert "按照青督〔2026〕3" in prints[name].pages[0].replace(" ", "")


def test_a_letters_red_rules_lie_where_the_standard_puts_them(prints: Mapping[str, Print]) -> None:
    # 254 dots to the inch are ten to the millimetre.
    stem = prints["supervision"].file.with_suffix("")
    _run(["pdftoppm", "-r", "254", "-l", "1", "-singlefile", "-png", f"{stem}.pdf", str(stem)])
    with Image.open(stem.with_suffix(".png")) as page:
        red, green, _ = page.convert("RGB").split()
    dots = ImageChops.subtract(red, green).point(lambda value: 255 * (value > 128))
    rows = [dots.crop((0, y, dots.width, y + 1)).getbbox() for y in range(dots.height)]
    ruled = {y: (box[0], box[2]) for y, box in enumerate(rows) if box and box[2] - box[0] > 1600}
    assert {round(a / 10) for a, _ in ruled.values()} == {20}
    assert {round((b - a) / 10) for a, b in ruled.values()} == {170}
    upper = [y / 10 for y in ruled if y < 1000]
    lower = [y / 10 for y in ruled if y > 1000]
    name = min(y for y, box in enumerate(rows) if box) / 10
    assert name == pytest.approx(30, abs=1.5)
    assert min(upper) == pytest.approx(30 + 40 * 25.4 / 72 + 4, abs=0.3)
    assert max(lower) == pytest.approx(297 - 20, abs=0.3)
