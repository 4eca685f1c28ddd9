"""A process that has read the program's code and forks it on request (see program.Forks).

A line in, a line out: `{"env", "folder", "log"}` starts the program and answers its process id;
`{"pid", "signal"}` sends it a signal; `{"pid"}` asks how it ended. Both answer the exit code as
`subprocess` has it, or null while it runs.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import sys
from collections.abc import Mapping

from bot import (
    app,  # noqa: F401 read once, before the forks
    cli,
    clock,
    talk,  # noqa: F401 as above
)
from storage import faults


def main() -> None:
    """Serve until the input ends; then no program is left."""
    ended: dict[int, int | None] = {}
    print("ready", flush=True)  # noqa: T201 the answer to who started us
    for line in sys.stdin:
        words = json.loads(line)
        if "env" in words:
            answer: int | None = fork(words["env"], words["folder"], words["log"])
            ended[answer] = None
        else:
            child = words["pid"]
            if "signal" in words and ended[child] is None:
                os.kill(child, words["signal"])
            if ended[child] is None:
                ended[child] = end_of(child)
            answer = ended[child]
        print(json.dumps(answer), flush=True)  # noqa: T201 as above
    for child, code in ended.items():
        if code is None:
            os.kill(child, signal.SIGKILL)


def fork(env: Mapping[str, str], folder: str, log: str) -> int:
    """The process id of `ducha run` with that environment, folder and log."""
    file = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    child = os.fork()
    if child:
        os.close(file)
        return child
    null = os.open(os.devnull, os.O_RDONLY)
    for ours, theirs in ((null, 0), (file, 1), (file, 2)):
        os.dup2(ours, theirs)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(env)
    # What is read from the environment when the code is.
    for module in (clock, faults):
        importlib.reload(module)
    try:
        cli.main(["run"])
    except SystemExit as error:
        sys.stdout.flush()
        os._exit(error.code if isinstance(error.code, int) else 1)
    finally:
        os._exit(1)


def end_of(child: int) -> int | None:
    """Its exit code, minus the signal that killed it; None while it runs."""
    found, status = os.waitpid(child, os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if found else None


if __name__ == "__main__":
    main()
