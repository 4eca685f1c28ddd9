"""Width and height of a picture, read from its header alone: nothing is unpacked."""

import struct
from pathlib import Path

FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
HEADER = 1 << 20


def picture_size(path: Path) -> tuple[int, int] | None:
    """(width, height) in pixels of a JPEG, PNG, GIF or WebP file; None for anything else."""
    with path.open("rb") as file:
        head = file.read(HEADER)
    try:
        if head.startswith(b"\x89PNG\r\n\x1a\n") and head[12:16] == b"IHDR":
            width, height = struct.unpack(">II", head[16:24])
        elif head[:6] in {b"GIF87a", b"GIF89a"}:
            width, height = struct.unpack("<HH", head[6:10])
        elif head.startswith(b"\xff\xd8"):
            width, height = _jpeg(head)
        elif head[:4] == b"RIFF" and head[8:12] == b"WEBP":
            width, height = _webp(head)
        else:
            return None
    except (struct.error, IndexError):
        return None
    return (width, height) if width and height else None


def _jpeg(head: bytes) -> tuple[int, int]:
    at = 2
    while True:
        while head[at] != 0xFF:
            at += 1
        while head[at] == 0xFF:
            at += 1
        marker = head[at]
        if marker in FRAMES:
            height, width = struct.unpack(">HH", head[at + 4 : at + 8])
            return width, height
        if marker in {0x01, *range(0xD0, 0xD9)}:
            at += 1
            continue
        at += 1 + struct.unpack(">H", head[at + 1 : at + 3])[0]


def _webp(head: bytes) -> tuple[int, int]:
    match head[12:16]:
        case b"VP8 ":
            width, height = struct.unpack("<HH", head[26:30])
            return width & 0x3FFF, height & 0x3FFF
        case b"VP8L":
            bits = struct.unpack("<I", head[21:25])[0]
            return (bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1
        case b"VP8X":
            width = int.from_bytes(head[24:27], "little") + 1
            return width, int.from_bytes(head[27:30], "little") + 1
        case _:
            return 0, 0
