"""The ground is laid once for all tests; each gets a copy of its own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.hard.ground import Office, lay, opened


@pytest.fixture(scope="session")
def laid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the campaign everyone has joined."""
    folder = tmp_path_factory.mktemp("ground")
    asyncio.run(lay(folder))
    return folder


@pytest.fixture
async def office(laid: Path, tmp_path: Path) -> AsyncIterator[Office]:
    async with opened(laid, tmp_path / "office") as ready:
        yield ready
