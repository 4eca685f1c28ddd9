"""The papers on paper, as LibreOffice prints them: pages, lines, characters, nothing cut."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest

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


def printed(folder: Path, papers: Mapping[str, Paper]) -> dict[str, list[str]]:
    """Each paper's pages as text."""
    files = []
    for name, each in papers.items():
        file = folder / f"{name}.docx"
        file.write_bytes(docx_bytes(each))
        files.append(str(file))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    convert = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    _run([*convert, *files])
    found = {}
    for name in papers:
        text = _run(["pdftotext", "-layout", str(folder / f"{name}.pdf"), "-"])
        found[name] = text.split("\f")[:-1]
    return found


def test_a_full_page_has_22_lines_of_28_characters(tmp_path: Path) -> None:
    made = paper(Paragraph("督查" * 1200))
    page = printed(tmp_path, {"full": made})["full"][1]
    lines = [line.strip() for line in page.splitlines() if "督" in line]
    assert len(lines) == 22
    assert {len(line) for line in lines} == {28}


def test_every_paper_is_printed_whole_with_its_page_numbers(tmp_path: Path) -> None:
    report = made_round("A")
    pictures = {name: png() for name in ("progress", "ranking", "heat", "findings")}
    papers = {
        "circular": circular(report),
        "report": leaders_report(report, pictures),
        "carryover": carryover(report),
        "supervision": supervision_notices(report)["竹溪乡"],
        "rectification": rectification_notices(report)["竹溪乡竹园村"],
        "draft": circular(made_round("B", provisional=True)),
        "ledger": circular(made_round("D")),
    }
    pages = printed(tmp_path, papers)
    # Another LibreOffice or font may need a page more or less for a table.
    want = {
        "circular": 7,
        "report": 9,
        "carryover": 3,
        "supervision": 5,
        "rectification": 5,
        "draft": 6,
        "ledger": 4,
    }
    assert {n: len(p) for n, p in pages.items()} == pytest.approx(want, abs=1)
    for name, found in pages.items():
        numbers = [re.findall(r"—\s*(\d+)\s*—", page)[-1:] for page in found]
        assert numbers == [[str(n)] for n in range(1, len(found) + 1)], name
        # Lines break where they like, and cells lie beside each other: every character counts.
        there, asked = (_characters(text) for text in ("".join(found), said(papers[name])))
        assert not asked - there, name


def test_the_first_page_shows_body_text(tmp_path: Path) -> None:
    report = made_round("A", title="青山县巩固拓展脱贫攻坚成果同乡村振兴有效衔接年度综合专项督查")
    pages = printed(tmp_path, {"circular": circular(report)})["circular"]
    assert "按照青督〔2026〕3" in pages[0].replace(" ", "")
