"""The longest journey sets out first, so that nobody waits for it at the end."""

from __future__ import annotations

import pytest

LONG = 300
"""Seconds a test may take from which it counts as long."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    def is_short(item: pytest.Item) -> bool:
        marker = item.get_closest_marker("timeout")
        return not (marker and marker.args and marker.args[0] >= LONG)

    items.sort(key=is_short)
