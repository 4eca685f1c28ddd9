"""Checklists from files: read, checked to the last fault, shipped, versioned."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path as FilePath

from pydantic import ValidationError

from content.checklist_faults import Found, found
from content.checklist_form import ChecklistForm, to_plain
from content.exact import (
    Path,
    Tree,
    UnreadableError,
    decoded,
    from_json,
    from_yaml,
    keys_twice,
    written_path,
)
from content.form_faults import form_faults, patched
from inspection.checklist import Checklist
from inspection.fault import Fault

__all__ = [
    "FOLDER",
    "ChecklistError",
    "Reading",
    "canonical",
    "check",
    "load_file",
    "load_text",
    "read_file",
    "read_text",
    "read_tree",
    "shipped",
    "shipped_ids",
    "to_plain",
    "version",
]
FOLDER = FilePath(__file__).parent / "checklists"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file gave: a checklist where there was no fault, and what a person should know."""

    checklist: Checklist | None
    faults: tuple[Fault, ...] = ()
    warnings: tuple[Fault, ...] = ()


class ChecklistError(Exception):
    """A checklist that cannot be used; `faults` says everything that is wrong with it."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(f"{fault.where}: {fault.text.code}" for fault in faults))
        self.faults = tuple(faults)


def shipped_ids() -> tuple[str, ...]:
    """Ids of the checklists that come with the program."""
    return tuple(sorted(file.stem for file in FOLDER.glob("*.yaml")))


@cache
def shipped(checklist_id: str) -> Checklist:
    """A checklist that comes with the program; KeyError for an id that does not."""
    if checklist_id not in shipped_ids():
        raise KeyError(checklist_id)
    return load_file(FOLDER / f"{checklist_id}.yaml")


def load_file(path: FilePath) -> Checklist:
    """The checklist of a file; ChecklistError with every fault, OSError where it is not there."""
    return _sound(read_file(path))


def load_text(words: str) -> Checklist:
    """The checklist of a YAML (or JSON) text; ChecklistError with every fault."""
    return _sound(read_text(words))


def read_file(path: FilePath) -> Reading:
    """What a checklist file gives, with every fault and warning; OSError where it is not there.

    A file that ends in .json is JSON, any other is YAML. This is the one place that chooses the
    reader by the kind of file.
    """
    try:
        words = decoded(path.read_bytes())
    except UnreadableError as broken:
        return Reading(None, (broken.fault,))
    return read_text(words, json_form=path.suffix.lower() == ".json")


def read_text(words: str, *, json_form: bool = False) -> Reading:
    """What a YAML or JSON text gives, with every fault and warning."""
    try:
        tree = from_json(words) if json_form else from_yaml(words)
    except UnreadableError as broken:
        return Reading(None, (broken.fault,))
    return read_tree(tree)


def read_tree(tree: Tree) -> Reading:
    """What the plain form of a checklist gives; numbers as int or Fraction, as `content.exact`.

    Where a field is wrong, everything around it is still checked: the faults come all at once.
    """
    faults = list(keys_twice(tree))
    try:
        checklist = ChecklistForm.model_validate(tree).checklist()
    except ValidationError as invalid:
        wrong = form_faults(invalid)
        faults += [Fault(written_path(path), words) for path, words in wrong]
        faults += _around(tree, [path for path, _ in wrong])
        return Reading(None, tuple(faults))
    odd = tuple(found(checklist))
    faults += _faults(odd, warnings=False)
    warnings = tuple(_faults(odd, warnings=True))
    return Reading(None if faults else checklist, tuple(faults), warnings)


def check(checklist: Checklist) -> Reading:
    """A checklist made elsewhere, checked as if it came from a file."""
    odd = tuple(found(checklist))
    faults = tuple(_faults(odd, warnings=False))
    return Reading(None if faults else checklist, faults, tuple(_faults(odd, warnings=True)))


def canonical(checklist: Checklist) -> str:
    """The one JSON text of a checklist: equal for equal checklists, whatever file they had.

    Keys stand in the order of the form and options in their own, so that it can be read back.
    """
    return json.dumps(to_plain(checklist), ensure_ascii=False, separators=(",", ":"))


def version(checklist: Checklist) -> str:
    """The SHA-256 of the canonical form, in hexadecimal: what a published checklist is known by."""
    return hashlib.sha256(canonical(checklist).encode()).hexdigest()


def _sound(reading: Reading) -> Checklist:
    if reading.checklist is None:
        raise ChecklistError(reading.faults)
    return reading.checklist


def _faults(odd: Iterable[Found], *, warnings: bool) -> Iterator[Fault]:
    return (Fault(written_path(f.path), f.text) for f in odd if f.warning is warnings)


def _around(tree: Tree, wrong: Sequence[Path]) -> Iterator[Fault]:
    """Faults of what the form leaves checkable; sums wait until the form is right."""
    sound = patched(tree, wrong)
    if sound is None:
        return iter(())
    form, passed = sound
    odd = [f for f in found(form.checklist()) if not any(f.path[: len(p)] == p for p in passed)]
    return _faults(odd, warnings=False)
