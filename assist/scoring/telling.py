"""Findings made whole: the missing apology put in its place, and what is said about each kind."""

from dataclasses import replace

from assist.rubric.kinds import kind_words
from assist.rubric.tables import spoken
from assist.scoring.placement import apology_place
from assist.scoring.reading import Plan
from assist.scoring.result import Finding


def missing_apology(plan: Plan, language: str, apology: str, score: float) -> Finding:
    """The finding for an apology that `plan`'s reply owes: an empty span where it belongs."""
    at = apology_place(plan, spoken(language)).at
    kind = "hollow" if apology == "hollow" else "missing_apology"
    return Finding(at, at, "", "missing_apology", kind, score)


def told(findings: list[Finding], language: str, ui: str | None) -> tuple[Finding, ...]:
    """`findings` in the order of the text with message and reason, in `ui` or else the draft's language."""
    tongue = spoken(language, ui)
    ordered = sorted(findings, key=lambda finding: (finding.start, finding.end))
    return tuple(
        replace(finding, message=words.message, why=words.why)
        for finding in ordered
        for words in (kind_words(finding.kind, tongue),)
    )
