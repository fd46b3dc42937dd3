"""What suggestions cost and cover: ``python -m tests.bench.suggestions [FILE.jsonl]``.

Scores every reply of the file with and without suggestions, one right after the other, in CPU time of this
process: at once and with empty caches, then as it is typed, two words a time, with the caches that a draft
builds up. Last it counts the findings that have a suggestion.
"""

import json
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from assist.scoring.cache import SentenceCache
from assist.scoring.scorer import Scorer
from assist.settings import Settings

DEFAULT = Path(__file__).parents[2] / "models" / "data" / "id-faults.jsonl"
ROUNDS = 5
TYPED_ROUNDS = 2
WORDS = 2


def whole(reply: str) -> list[str]:
    """The reply as it is pasted or sent."""
    return [reply]


def typed(reply: str) -> list[str]:
    """The drafts on the way to it."""
    words = reply.split(" ")
    return [" ".join(words[:end]) for end in range(WORDS, len(words), WORDS)] + [reply]


def spent(
    scorer: Scorer,
    rows: Sequence[dict[str, Any]],
    drafts_of: Callable[[str], list[str]],
    rounds: int,
    *,
    rested: bool = False,
) -> dict[bool, float]:
    """Milliseconds a draft, without suggestions and with them: the medians of `rounds`.

    `rested`: with them for the last draft alone.
    """
    times: dict[bool, list[float]] = {False: [], True: []}
    for turn in range(rounds):
        sums, drafts = {False: 0.0, True: 0.0}, 0
        for number, row in enumerate(rows):
            # The second of two runs finds warm caches of the processor: they take turns in being it.
            for suggest in (False, True) if (turn + number) % 2 else (True, False):
                scorer.cache = SentenceCache(scorer._engine)
                forget()
                for draft in drafts_of(row["reply"]):
                    wanted = suggest and (draft == row["reply"] or not rested)
                    began = time.process_time()
                    scorer.score(draft, row["customer"] or "", suggest=wanted)
                    sums[suggest] += time.process_time() - began
                    drafts += not suggest
        for suggest, total in sums.items():
            times[suggest].append(total / drafts * 1000)
    return {suggest: statistics.median(found) for suggest, found in times.items()}


def forget() -> None:
    """Empty what the package keeps of texts; tables that are read once stay."""
    for name, module in list(sys.modules.items()):
        for found in vars(module).values() if name.startswith("assist.") else ():
            parameters = getattr(found, "cache_parameters", None)
            if parameters is not None and parameters()["maxsize"] is not None:
                found.cache_clear()


def main(file: Path) -> None:
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    scorer = Scorer(Settings())
    for name, drafts_of, rounds, rested in (
        ("at once", whole, ROUNDS, False),
        ("as typed", typed, TYPED_ROUNDS, False),
        ("at rest", typed, TYPED_ROUNDS, True),
    ):
        found = spent(scorer, rows, drafts_of, rounds, rested=rested)
        sys.stdout.write(f"{name:9} {found[False]:5.1f} ms a draft without, {found[True]:5.1f} ms with ")
        sys.stdout.write(f"suggestions, {found[True] / found[False] - 1:+.0%}\n")
    covered: Counter[tuple[str, bool]] = Counter()
    for row in rows:
        for finding in scorer.score(row["reply"], row["customer"] or "").findings:
            covered["all", bool(finding.suggestions)] += 1
            covered[finding.kind, bool(finding.suggestions)] += 1
    for kind in sorted({kind for kind, _ in covered}):
        yes, no = covered[kind, True], covered[kind, False]
        sys.stdout.write(f"{kind:20} {yes:4} of {yes + no:4}  {yes / (yes + no):.0%}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT)
