"""An office's chat server as a process: `python -m tests.chatserver.office_server FOLDER PORT`."""

import asyncio
import signal
import sys
from pathlib import Path

from chatserver import Bot, serve
from chatserver.door import Entrant, Office

BOT = Bot("700001:office-test-secret-0123456789", "ducha_bot", "督查")
NAMES = {"zhou": "周敏", "han": "韩立群"}


class Books:
    """An office with an open invitation for everybody above, as often as asked: zhou-1, zhou-2."""

    def title(self) -> str:
        return "青石县督查办"

    async def look(self, token: str) -> Entrant | None:
        name = NAMES.get(token.partition("-")[0])
        return None if name is None else Entrant(name, "zh")


async def main(folder: Path, port: int) -> None:
    ended = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    office = Office(BOT, f"http://127.0.0.1:{port}", Books())
    running = await serve(folder=folder, port=port, offices=[office], durable=False)
    print(running.api, flush=True)  # noqa: T201
    await ended.wait()
    await running.close()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2])))
