"""Prices among the numbers of a text: no phone number or account, however many digits they have."""

import re
from typing import Final

# 1.500.000 is a price, 1500 000 a call centre.
_THOUSANDS: Final = re.compile(r"[1-9]\d{0,2}(?:([.,])\d{3})(?:\1\d{3})*")
_CURRENCY: Final = re.compile(r"(?:\b(?:Rp|IDR|RM|MYR|SGD|USD|AUD|GBP|EUR)\.?|[$£€])\s?$", re.IGNORECASE)

_LONGEST: Final = len("IDR. ")


def is_amount(text: str, start: int, end: int) -> bool:
    """Whether ``text[start:end]`` is written in thousands, or a currency stands before it."""
    if _THOUSANDS.fullmatch(text, start, end):
        return True
    return _CURRENCY.search(text, max(0, start - _LONGEST), start) is not None
