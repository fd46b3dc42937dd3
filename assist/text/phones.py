"""Phone numbers in a text, also where a chat leaves no space around them ("WA081234567890ya")."""

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import phonenumbers

from assist.text.amounts import is_amount

REGIONS: Final = ("ID", "MY", "SG", "GB", "US", "AU")
"""Countries whose way of writing phone numbers is known; with a leading + every country's is."""
_HOME: Final = 62
_MOBILE_LENGTHS: Final = range(9, 16)
"""Digits of an Indonesian mobile number, with what stands before it: 0, 62 or +62."""

# The matcher wants space around a number. With other words than these right before it, it is a code
# ("SPX081234567890"), and so it is with digits behind the letters that follow it.
_CUE: Final = (
    r"wa|whatsapp|hp|nohp|nowa|no|nomor|nomer|telp|tlp|tlpn|telpon|telepon|telephone|tel|phone|mobile|call|sms"
    r"|hub|hubungi|kontak|contact|ke|di|cs|admin|gopay|ovo|dana|shopeepay"
)
_MOBILE: Final = re.compile(
    rf"(?<![^\W_])(?<!\d[-–._ ])(?:{_CUE})?((?:\+?62|0)[-–._ ]?8\d{{1,2}}(?:[-–._ ]?\d{{3,5}}){{2,3}})(?!\d)"
    r"(?!(?:rb|ribu|jt|juta|k|x|pcs|kg|gr|g|hari|jam)\b)[^\W\d_]*(?![^\W_])",
    re.IGNORECASE,
)


class Phone(NamedTuple):
    """A phone number, ``text[start:end]``, in E.164; whether it has a +; whether it is Indonesian."""

    start: int
    end: int
    e164: str
    plus: bool
    home: bool


def phones(text: str, regions: Sequence[str] = REGIONS) -> Iterator[Phone]:
    """Every phone number of `text` as each of `regions` reads it; they may overlap, the first is the best."""
    for region in regions:
        for found in phonenumbers.PhoneNumberMatcher(text, region):
            if not is_amount(text, found.start, found.end):
                yield _phone(found.start, found.raw_string, found.number)
    for found in _MOBILE.finditer(text) if "ID" in regions else ():
        if not is_amount(text, *found.span(1)) and (phone := _mobile(found.start(1), found[1])):
            yield phone


def _mobile(start: int, written: str) -> Phone | None:
    """The longest Indonesian number that `written` begins with, whole groups taken: a year may follow it."""
    ends = [group.end() for group in re.finditer(r"\d+", written)]
    for end in reversed(ends):
        digits = re.sub(r"[^\d+]", "", written[:end])
        if len(digits.lstrip("+")) not in _MOBILE_LENGTHS:
            continue
        number = phonenumbers.parse(digits, "ID")
        if phonenumbers.is_valid_number(number):
            return _phone(start, written[:end], number)
    return None


def _phone(start: int, written: str, number: phonenumbers.PhoneNumber) -> Phone:
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return Phone(start, start + len(written), e164, "+" in written, number.country_code == _HOME)
