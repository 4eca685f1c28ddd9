"""`ducha score` and `ducha check`: files in, results and faults out; no campaign, no database."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from content.answer_files import AnswersError, read_answers
from content.checklists import Reading, check, read_file, shipped, shipped_ids
from content.exact import UnreadableError, decoded
from content.workbook.reader import read_workbook
from inspection.checklist import Checklist
from inspection.fault import Fault
from inspection.text import text
from scoring.contract import result


@dataclass(frozen=True, slots=True)
class FileFaults:
    """All that is wrong with one file, by the name it was given by."""

    name: str
    faults: tuple[Fault, ...]


class BadFilesError(Exception):
    """Files that cannot be scored: bad input, exit 2."""

    def __init__(self, files: Sequence[FileFaults]) -> None:
        super().__init__(", ".join(file.name for file in files))
        self.files = tuple(files)


def score_files(checklist_name: str, paths: Sequence[Path]) -> tuple[str, ...]:
    """The result of each answer file as one line of JSON, in order.

    `checklist_name` is a shipped id or a file (YAML, JSON, workbook). BadFilesError with the
    faults of every bad file, and then no result at all.
    """
    checklist = _checklist(checklist_name)
    lines: list[str] = []
    bad: list[FileFaults] = []
    for path in paths:
        try:
            answers = read_answers(checklist, decoded(path.read_bytes()))
        except AnswersError as wrong:
            bad.append(FileFaults(str(path), wrong.faults))
        except UnreadableError as broken:
            bad.append(FileFaults(str(path), (broken.fault,)))
        except OSError as error:
            unread = text("fault.file.missing", error=error.strerror or "")
            bad.append(FileFaults(str(path), (Fault("", unread),)))
        else:
            lines.append(json.dumps(result(checklist, answers), ensure_ascii=False))
    if bad:
        raise BadFilesError(bad)
    return tuple(lines)


def check_file(name: str) -> Reading:
    """Every fault and warning of a checklist: a shipped id or a file (YAML, JSON, workbook).

    A campaign workbook is checked whole, with its rosters and teams.
    """
    if name in shipped_ids():
        return check(shipped(name))
    path = Path(name)
    if not path.exists():
        missing = text("fault.file.no-checklist", shipped=", ".join(shipped_ids()))
        return Reading(None, (Fault("", missing),))
    try:
        return read_workbook(path) if path.suffix.lower() == ".xlsx" else read_file(path)
    except OSError as error:
        unread = text("fault.file.missing", error=error.strerror or "")
        return Reading(None, (Fault("", unread),))


def _checklist(name: str) -> Checklist:
    reading = check_file(name)
    if reading.checklist is None:
        raise BadFilesError((FileFaults(name, reading.faults),))
    return reading.checklist
