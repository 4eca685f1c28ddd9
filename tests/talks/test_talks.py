"""Golden talks: what people say and what comes of it, rewritten only by `pytest --update`."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.talks.script import run
from tests.talks.stages import stage
from tests.talks.talk import Talk

GOLDEN = Path(__file__).parent / "golden"
TALKS = sorted(GOLDEN.glob("*.txt"))


@pytest.mark.parametrize("file", TALKS, ids=[f.stem for f in TALKS])
def test_a_talk_goes_as_it_is_written_down(
    file: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    want = file.read_text(encoding="utf-8")
    named = re.search(r"^# stage: (\w+)$", want, re.MULTILINE)
    assert named is not None
    got = run(Talk(stage(tmp_path, named[1])), want)
    if request.config.getoption("--update"):
        file.write_text(got, encoding="utf-8")
        want = got
    assert got == want


def test_there_are_talks() -> None:
    assert len(TALKS) >= 20
