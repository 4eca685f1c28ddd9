"""Rounding half-up to hundredths, and how numbers are written in results."""

from __future__ import annotations

from fractions import Fraction


def half_up(number: Fraction) -> Fraction:
    """A number of at least 0 to 2 decimals, halves upward."""
    if 100 % number.denominator == 0:
        return number
    return Fraction(_hundredths(number), 100)


def _hundredths(number: Fraction) -> int:
    # floor(100 n/d + 1/2) in whole numbers: every score passes here many times.
    n, d = number.numerator, number.denominator
    return (200 * n + d) // (2 * d)


def fixed(number: Fraction) -> str:
    """With exactly 2 decimals, half-up: 4.58, 36.00."""
    hundredths = _hundredths(number)
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def short(number: Fraction | int) -> str:
    """With at most 2 decimals, half-up, without trailing zeros: 4.5, 36."""
    return fixed(Fraction(number)).rstrip("0").rstrip(".")


def percent(share: Fraction) -> str:
    """A share as percent without the sign: 89.58 for 43 of 48."""
    return short(share * 100)
