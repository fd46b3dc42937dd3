"""Hints on a reply as a whole: too many sorries, promises without a time, length, jargon, language."""

import re
from functools import lru_cache

from assist.rubric.hints import HintRule, hint_rules
from assist.rubric.tables import spoken
from assist.scoring.reading import Plan
from assist.scoring.result import Hint


def hints(plan: Plan, customer: str, language: str, ui: str | None = None) -> tuple[Hint, ...]:
    """The hints for a draft in `language`, said in `ui` where that is one of ours."""
    says = hint_rules(spoken(language, ui))
    if language == "other":
        return (Hint("language", says["language"].message),)
    text = "\n".join(plan.reply[span.start : span.end] for span in plan.spans)
    found: list[Hint] = []
    for kind, rule in hint_rules(spoken(language)).items():
        values = _long(rule, plan, text) if rule.words else _counted(rule, text, customer)
        if values is not None:
            found.append(Hint(kind, says[kind].message.format(**values)))
    return tuple(found)


@lru_cache(maxsize=64)  # each candidate is held against the same draft
def sorries(text: str, language: str) -> int:
    """How often `text` says sorry."""
    pattern = hint_rules(language)["over_apology"].pattern
    assert pattern
    return len(pattern.findall(text))


def _counted(rule: HintRule, text: str, customer: str) -> dict[str, object] | None:
    if rule.pattern is None or (rule.unless and rule.unless.search(text)):
        return None
    # A word that the customer uses is none too many for them.
    hits = [word for word in rule.pattern.findall(text) if rule.kind != "jargon" or not _said(word, customer)]
    if len(hits) < rule.at_least:
        return None
    return {"count": len(hits), "words": hits[0]}


def _long(rule: HintRule, plan: Plan, text: str) -> dict[str, object] | None:
    words = len(text.split())
    longest = max(len(plan.reply[span.start : span.end].split()) for span in plan.spans)
    return {"words": words} if words > rule.words or longest > rule.sentence else None


def _said(word: str, customer: str) -> bool:
    return bool(re.search(rf"\b{re.escape(word)}\b", customer, re.IGNORECASE))
