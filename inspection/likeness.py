"""When two pictures look alike, by their difference hashes."""

from __future__ import annotations

NEAR_SMALL, NEAR_LARGE = 12, 50
"""Bits in which the hashes of 64 and of 256 bits may differ: resaved, resized, brightened or
stamped pictures stay within both, other scenes and other forms do not."""
DIGITS = 80
"""A look: 16 hexadecimal digits of the small hash, then 64 of the large one."""


def small(look: str) -> int:
    """The hash of 64 bits."""
    return int(look[:16], 16)


def large(look: str) -> int:
    """The hash of 256 bits."""
    return int(look[16:DIGITS], 16)


def alike(one: str, other: str) -> bool:
    """Whether two looks are so near that a person should look at both pictures."""
    near = (small(one) ^ small(other)).bit_count() <= NEAR_SMALL
    return near and (large(one) ^ large(other)).bit_count() <= NEAR_LARGE
