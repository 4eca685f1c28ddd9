"""Fresh books for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.db import Books
from storage.migrate import migrate


@pytest.fixture
async def books(tmp_path: Path) -> AsyncIterator[Books]:
    migrate(tmp_path / "ducha.db")
    opened = await Books.open(tmp_path / "ducha.db")
    yield opened
    await opened.close()
