"""Made-up pictures for tests."""

import io
import random
import struct
import zlib

from PIL import Image


def jpeg(seed: int, width: int = 160, height: int = 120, quality: int = 85) -> bytes:
    """A small photo-like picture; another seed, another picture."""
    picture = Image.new("RGB", (width, height))
    for x in range(width):
        for y in range(height):
            picture.putpixel((x, y), ((x * seed) % 256, (y * 3) % 256, (x * y * seed) % 256))
    out = io.BytesIO()
    picture.resize((width // 8, height // 8)).resize((width, height)).save(
        out, "JPEG", quality=quality
    )
    return out.getvalue()


def png_of_size(width: int, height: int) -> bytes:
    """A PNG whose few bytes say they are that many grey pixels."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = [(b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b"")]
    chunks = (
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def scene(seed: int, *, quality: int = 85) -> bytes:
    """A photo-like picture of random light and shade: two seeds never look alike."""
    dice = random.Random(seed)  # noqa: S311 a picture, no secret
    small = Image.frombytes("L", (16, 12), dice.randbytes(16 * 12))
    out = io.BytesIO()
    small.resize((320, 240), Image.Resampling.BICUBIC).convert("RGB").save(
        out, "JPEG", quality=quality
    )
    return out.getvalue()
