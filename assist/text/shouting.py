"""Text that stands in capitals throughout: there they tell nothing, neither a name nor an anger."""

import re
from functools import lru_cache
from typing import Final

SHARE: Final = 0.7
"""Share of capital letters from which a text stands in capitals."""
FEWEST: Final = 6
"""Letters below which it may as well be an acronym."""

_ADDRESS: Final = re.compile(r"[@/]|\w\.\w")


@lru_cache(maxsize=2048)  # the customer's sentences come again with every suggestion
def in_capitals(text: str) -> bool:
    """Whether `text` stands in capitals throughout."""
    large, small = sum(map(str.isupper, text)), sum(map(str.islower, text))
    return large + small >= FEWEST and large >= SHARE * (large + small)


def capitals(text: str) -> str:
    """`text` in capitals, but for links and addresses."""
    return re.sub(r"\S+", lambda word: word[0] if _ADDRESS.search(word[0]) else word[0].upper(), text)
