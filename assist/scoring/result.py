"""What a scored reply looks like: the contract's result, with offsets in code points until it leaves."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from assist.text.language import Language
from assist.text.offsets import utf16_offset

Unit = Literal["code_point", "utf16"]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A replacement for ``reply[start:end]``; `scores` are those of the reply with it applied."""

    start: int
    end: int
    text: str
    scores: dict[str, float]


@dataclass(frozen=True, slots=True)
class Finding:
    """A phrase that carries a fault, or (category ``missing_apology``) the empty span where one belongs."""

    start: int
    end: int
    text: str
    category: str
    kind: str
    score: float
    message: str = ""
    why: str = ""
    suggestions: tuple[Suggestion, ...] = ()


@dataclass(frozen=True, slots=True)
class Hint:
    """Advice on the reply as a whole that is no fault of the three scores."""

    kind: str
    message: str


@dataclass(frozen=True, slots=True)
class Result:
    """The scores, findings, steps and hints of one reply; offsets count code points of the reply."""

    language: Language
    scores: dict[str, float]
    flags: tuple[str, ...]
    needs_apology: float
    apology: str
    findings: tuple[Finding, ...]
    steps: dict[str, float]
    hints: tuple[Hint, ...]
    model: str
    reply: str = field(repr=False, default="")

    def to_json(self, unit: Unit = "code_point") -> dict[str, Any]:
        """The contract's JSON object, with offsets in `unit`; probabilities are rounded to four places."""
        at = _offset(self.reply, unit)
        return {
            "language": self.language,
            "scores": _rounded(self.scores),
            "flags": list(self.flags),
            "needs_apology": round(self.needs_apology, 4),
            "apology": self.apology,
            "findings": [_finding(finding, at) for finding in self.findings],
            "steps": _rounded(self.steps),
            "hints": [{"kind": hint.kind, "message": hint.message} for hint in self.hints],
            "model": self.model,
        }

    def with_findings(self, findings: tuple[Finding, ...]) -> "Result":
        """The same result with other findings (suggestions added, say)."""
        return replace(self, findings=findings)


def _offset(reply: str, unit: Unit) -> Callable[[int], int]:
    return utf16_offset(reply) if unit == "utf16" else lambda index: index


def _rounded(values: dict[str, float]) -> dict[str, float]:
    return {name: round(value, 4) for name, value in values.items()}


def _finding(finding: Finding, at: Callable[[int], int]) -> dict[str, Any]:
    return {
        "start": at(finding.start),
        "end": at(finding.end),
        "text": finding.text,
        "category": finding.category,
        "kind": finding.kind,
        "score": round(finding.score, 4),
        "message": finding.message,
        "why": finding.why,
        "suggestions": [
            {"start": at(s.start), "end": at(s.end), "text": s.text, "scores": _rounded(s.scores)}
            for s in finding.suggestions
        ],
    }
