"""People who go away in the middle of anything are no fault and leave nothing in the log."""

import asyncio
import logging
import socket
import struct

import pytest

from tests.chatserver.conftest import Api


async def test_a_browser_that_leaves_before_its_stream_begins_is_no_fault(
    api: Api, caplog: pytest.LogCaptureFixture
) -> None:
    host, _, port = api.address.removeprefix("http://").partition(":")
    asked = f"GET /api/people/{api.people[0]}/events HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n"
    with caplog.at_level(logging.WARNING):
        for _ in range(30):
            phone = socket.create_connection((host, int(port)))
            phone.send(asked.encode())
            # Closed with a reset at once: the answer finds nobody.
            phone.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            phone.close()
        for _ in range(50):
            await api.get("people")
            await asyncio.sleep(0)
    assert caplog.text == ""
