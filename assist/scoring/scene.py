"""What surrounds a faulty sentence, and which situations hold there."""

from dataclasses import dataclass

from assist.rubric.situations import MIDWAY, UNTROUBLED, holding
from assist.scoring.passage import Passage, stands
from assist.text.sentences import Span


@dataclass(frozen=True)
class Scene:
    """What surrounds a faulty sentence: the draft with its own sentences, and the customer's message.

    `troubled`: whether anything happened that an apology could be for; `opening`: whether one belongs here;
    `gone`: sentences that will not stand beside the candidate as they are.
    """

    reply: str
    spans: tuple[Span, ...]
    customer: str
    troubled: bool = True
    opening: bool = False
    gone: tuple[Span, ...] = ()

    def holding(self, parts: Passage) -> frozenset[str]:
        """The situations that hold around `parts`."""
        rest = self.reply[: parts.start] + "\n" + self.reply[parts.end :]
        if self.gone:
            rest = "\n".join(self.reply[s.start : s.end] for s in self.spans if s not in self.gone)
        told = holding(self.customer, "customer") if self.customer else frozenset[str]()
        rest += f"\n{parts.left}\n{parts.right}"  # what the sentence says beside the fault is said, too
        own = parts.body + parts.tail
        if not self.troubled:
            told |= {UNTROUBLED}
        if any(
            stands(self.reply[s.start : s.end], parts.language) for s in self.spans if s.start > parts.start
        ):
            told |= {MIDWAY}
        return told | holding(rest, "reply") | holding(own, "phrase") | holding(f"{rest}\n{own}", "draft")

    def others(self, parts: Passage) -> list[str]:
        """The draft's other sentences that will stay."""
        return [
            self.reply[s.start : s.end]
            for s in self.spans
            if s not in self.gone and not s.start <= parts.start + 1 <= max(s.end, 1)
        ]
