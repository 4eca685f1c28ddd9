"""A process that has read the program's code and forks it on request (see program.Stable)."""

from __future__ import annotations

import json
import os
import signal
import sys

from bot import (
    app,  # noqa: F401 read once, before the forks
    cli,
    talk,  # noqa: F401 as above
)


def main() -> None:
    """A line in, a line out, until the input ends."""
    child = 0
    print("ready", flush=True)  # noqa: T201 the answer to who started us
    for line in sys.stdin:
        words = json.loads(line)
        if "kill" in words:
            answer, child = end(child, words["kill"]), 0
        else:
            answer = child = fork(words["env"], words["log"])
        print(answer, flush=True)  # noqa: T201 as above
    if child:
        end(child, signal.SIGKILL)


def fork(env: dict[str, str], log: str) -> int:
    """The process id of `ducha run` with that environment and log."""
    child = os.fork()
    if child:
        return child
    file = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    null = os.open(os.devnull, os.O_RDONLY)
    for ours, theirs in ((null, 0), (file, 1), (file, 2)):
        os.dup2(ours, theirs)
    os.environ.update(env)
    try:
        cli.main(["run"])
    finally:
        os._exit(1)


def end(child: int, number: int) -> int:
    """Send it the signal and wait for its end; by which signal it ended."""
    os.kill(child, number)
    _, status = os.waitpid(child, 0)
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0


if __name__ == "__main__":
    main()
