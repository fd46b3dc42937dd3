"""What is judged: categories, kinds, apologies and recovery steps, and every sentence about them, as data."""

from assist.rubric.rubric import (
    APOLOGIES,
    CATEGORIES,
    CATEGORY_OF_KIND,
    KINDS,
    KINDS_OF_CATEGORY,
    PHRASE_LABELS,
    REPLY_LABELS,
    SCORES,
    STEPS,
)

__all__ = [
    "APOLOGIES",
    "CATEGORIES",
    "CATEGORY_OF_KIND",
    "KINDS",
    "KINDS_OF_CATEGORY",
    "PHRASE_LABELS",
    "REPLY_LABELS",
    "SCORES",
    "STEPS",
]
