"""Offsets between Python's code points and the UTF-16 code units of JavaScript and LSP."""

from collections.abc import Callable


def utf16_offset(text: str) -> Callable[[int], int]:
    """A function from a code-point offset of `text` (0 … len) to the UTF-16 offset of the same place."""
    if text.isascii():
        return lambda index: index
    starts = [0]
    for character in text:
        starts.append(starts[-1] + (2 if ord(character) > 0xFFFF else 1))
    return lambda index: starts[index]


def code_point_offset(text: str) -> Callable[[int], int]:
    """The way back: from a UTF-16 offset of `text` to the code-point offset of the same place.

    The function raises ValueError for an offset outside the text or inside a surrogate pair.
    """
    places: dict[int, int] = {}
    at = 0
    for index, character in enumerate(text):
        places[at] = index
        at += 2 if ord(character) > 0xFFFF else 1
    places[at] = len(text)

    def back(offset: int) -> int:
        if offset not in places:
            raise ValueError(f"{offset} is not the place of a character")
        return places[offset]

    return back
