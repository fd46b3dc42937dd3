"""Where a sentence may be cut into clauses: behind a comma, a colon or a smiley, before a conjunction."""

import re
from typing import Final

BOUNDARY: Final = re.compile(
    r"\s*[,;:–—]\s+|\s+-\s+|\s*[\U0001F300-\U0001FAFF☀-➿️]+\s*|\s+(?=(?:dan|tapi|tp|tetapi|namun|karena|krn|karna|soalnya|sehingga|jadi|makanya|"
    r"but|because|since|so|and|although|though|while|however|therefore)\b)",
    re.IGNORECASE,
)
"""What stands between two clauses; the conjunction itself belongs to the second."""
