"""The names of the rubric: one place for the labels that data, model, messages and pages share."""

from typing import Final

CATEGORIES: Final = ("defensive", "blame")
KINDS_OF_CATEGORY: Final[dict[str, tuple[str, ...]]] = {
    "blame": ("accusation", "reproach", "condescension"),
    "defensive": (
        "denial",
        "excuse",
        "deflection",
        "policy_shield",
        "minimising",
        "argument",
        "dismissing_feelings",
        "stonewalling",
        "non_apology",
    ),
}
KINDS: Final = KINDS_OF_CATEGORY["blame"] + KINDS_OF_CATEGORY["defensive"]
CATEGORY_OF_KIND: Final[dict[str, str]] = {
    kind: category for category, kinds in KINDS_OF_CATEGORY.items() for kind in kinds
}
SCORES: Final = ("defensive", "blame", "missing_apology")
APOLOGIES: Final = ("full", "hollow", "none")
STEPS: Final = (
    "acknowledge",
    "clarify",
    "explain",
    "apologise",
    "own",
    "offer",
    "agree",
    "act",
    "follow_up",
)

PHRASE_LABELS: Final = (*CATEGORIES, *KINDS)
"""What a phrase can carry, in the order of the model's logits."""
REPLY_LABELS: Final = (*CATEGORIES, "needs_apology", "missing_apology", *APOLOGIES, *STEPS)
"""What a reply as a whole can carry, in the order of the logits (its three apologies share a softmax)."""
