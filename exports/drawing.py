"""Draws plans in a process of its own: matplotlib never holds up, nor stays in, the one that asks.

The process gets plans as JSON on its standard input and answers with the pictures' bytes.
"""

from __future__ import annotations

import json
import os
import struct
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

from exports.chart_plans import FindingsPlan, HeatPlan, Plan, ProgressPlan, RankingPlan
from exports.fonts import font_file

SECONDS = 60
"""The first picture of a machine may take so long: the machine's fonts are listed then."""
NICE = 5
"""Answers go first."""
_ROOT = str(Path(__file__).parents[1])
_CHILD = "import sys; sys.path.insert(0, sys.argv[1]); from exports.drawing import child; child()"
_KINDS = {kind.__name__: kind for kind in (RankingPlan, HeatPlan, FindingsPlan, ProgressPlan)}


class DrawingError(Exception):
    """The pictures could not be drawn; the end of what the process said."""


def drawn(plans: Sequence[Plan], cache: Path, lang: str = "zh") -> list[bytes]:
    """The pictures of these plans, PNG, in `zh` or `en`; `cache` is a folder that may be written.

    Blocks for a second or two: from a server, call it in a thread. DrawingError.
    """
    if not plans:
        return []
    folder = cache / "matplotlib"
    folder.mkdir(parents=True, exist_ok=True)
    asked = {"lang": lang, "plans": [dump(plan) for plan in plans]}
    command = [sys.executable, "-I", "-c", _CHILD, _ROOT]
    env = os.environ | {"MPLCONFIGDIR": str(folder), "MPLBACKEND": "agg"}
    try:
        done = subprocess.run(  # noqa: S603 our own program, no shell
            command,
            input=json.dumps(asked).encode(),
            capture_output=True,
            timeout=SECONDS,
            check=False,
            env=env,
        )
    except subprocess.TimeoutExpired as error:
        raise DrawingError(f"no picture in {SECONDS} s") from error
    if done.returncode != 0:
        raise DrawingError(done.stderr.decode(errors="replace")[-500:])
    return list(_parts(done.stdout))


def _parts(answer: bytes) -> list[bytes]:
    pictures, at = [], 0
    while at < len(answer):
        (size,) = struct.unpack_from(">I", answer, at)
        pictures.append(answer[at + 4 : at + 4 + size])
        at += 4 + size
    return pictures


def child() -> None:
    """What the process does: plans in, pictures out."""
    os.nice(NICE)
    asked = json.load(sys.stdin)
    out: BinaryIO = sys.stdout.buffer
    # Only here: whoever asks for pictures has no need of matplotlib.
    from exports.canvas import Face  # noqa: PLC0415
    from exports.charts import draw  # noqa: PLC0415

    face = Face(font_file(), asked["lang"])
    for kept in asked["plans"]:
        png = draw(load(kept), face)
        out.write(struct.pack(">I", len(png)) + png)


def dump(plan: Plan) -> dict[str, Any]:
    """A plan as plain JSON."""
    return {"kind": type(plan).__name__, **asdict(plan)}


def load(kept: Mapping[str, Any]) -> Plan:
    """The plan that `dump` wrote."""
    fields = {name: _frozen(value) for name, value in kept.items() if name != "kind"}
    plan: Plan = _KINDS[kept["kind"]](**fields)
    return plan


def _frozen(value: Any) -> Any:
    return tuple(_frozen(each) for each in value) if isinstance(value, list) else value
