"""Times, numbers and the rubric's names, in the language of the page."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Final

from markupsafe import Markup

from assist.messages import catalogue, say
from assist.rubric.kinds import FINDING_KINDS, kind_words
from assist.store.tables import StoredFinding

_MONTHS: Final = {
    "en": ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
    "id": ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"],
}


class Words:
    """What templates write figures and names with."""

    def __init__(self, lang: str) -> None:
        self.lang = lang

    def day(self, moment: datetime | date) -> Markup:
        """``26 Nov 2026`` as a time element: a day as it is, the UTC day of a moment."""
        if isinstance(moment, datetime):
            return _element(moment, self.plain_day(moment.astimezone(UTC)), "day")
        return Markup('<time datetime="{}">{}</time>').format(moment.isoformat(), self.plain_day(moment))

    def plain_day(self, moment: datetime | date) -> str:
        """``26 Nov 2026``."""
        return f"{moment.day} {_MONTHS[self.lang][moment.month - 1]} {moment.year}"

    def short_day(self, moment: datetime | date) -> str:
        """``26 Nov``."""
        return f"{moment.day} {_MONTHS[self.lang][moment.month - 1]}"

    def time(self, moment: datetime) -> Markup:
        """``26 Nov 2026, 14:05 UTC`` as a time element."""
        moment = moment.astimezone(UTC)
        return _element(moment, f"{self.plain_day(moment)}, {moment:%H:%M} UTC", "time")

    def number(self, value: float, places: int = 0) -> str:
        """A number with the language's separators."""
        shown = f"{value:,.{places}f}"
        return shown.translate(str.maketrans(",.", ".,")) if self.lang == "id" else shown

    def percent(self, share: float | None, places: int = 0) -> str:
        """A share as a percentage; a dash where there is none."""
        if share is None:
            return "–"
        return f"{self.number(100 * share, places)}%"

    def count(self, value: int, *, more: bool = False) -> str:
        """A count that says when nobody counted further: ``200+``."""
        return f"{self.number(value)}+" if more else self.number(value)

    def label(self, name: str) -> str:
        """A score, category or kind by name."""
        found = catalogue(self.lang)
        for key in (f"labels.score_{name}", f"review.kind_{name}", f"review.label_{name}"):
            if key in found:
                return found[key]
        raise KeyError(name)

    def told(self, finding: StoredFinding) -> tuple[str, str]:
        """What is said of a finding, and why: in the page's language, as it was told for kinds of old."""
        if finding.kind not in FINDING_KINDS:
            return finding.message, finding.why
        said = kind_words(finding.kind, self.lang)
        return said.message, said.why

    def step(self, name: str) -> str:
        """A recovery step."""
        return say(f"labels.step_{name}", self.lang)

    def language(self, code: str) -> str:
        """A language by its code; the code itself where we have no name for it."""
        return catalogue(self.lang).get(f"labels.language_{code}", code)

    def known(self, prefix: str, name: str) -> str:
        """``review.PREFIX_NAME`` where there is such a message, else the name itself (a channel, a model)."""
        return catalogue(self.lang).get(f"review.{prefix}_{name}", name)

    def note(self, given: Mapping[str, str]) -> str:
        """The sentence that a redirect asked for by key, filled from the query; empty for an unknown one."""
        sentence = catalogue(self.lang).get(f"review.note_{given.get('note', '')}", "")
        try:
            return sentence.format_map(dict(given))
        except KeyError:
            return ""  # a link with its values cut off

    def score(self, name: str) -> str:
        """A score's name, or the name itself where it is none."""
        return catalogue(self.lang).get(f"labels.score_{name}", name)


def _element(moment: datetime, shown: str, form: str) -> Markup:
    """A time element in UTC, the exact moment as its title; `times.js` shows it in the viewer's own zone."""
    moment = moment.astimezone(UTC)
    exact = f"{moment:%Y-%m-%d %H:%M:%S} UTC"
    element = Markup('<time datetime="{}" title="{}" data-local="{}">{}</time>')
    return element.format(f"{moment:%Y-%m-%dT%H:%M:%SZ}", exact, form, shown)
