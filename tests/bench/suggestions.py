"""What suggestions cost and cover: ``python -m tests.bench.suggestions [FILE.jsonl]``.

Scores every reply of the file with and without suggestions, one right after the other and each time with an
empty cache, in CPU time of this process; then counts the findings that have a suggestion.
"""

import json
import statistics
import sys
import time
from collections import Counter
from pathlib import Path

from assist.scoring.cache import SentenceCache
from assist.scoring.scorer import Scorer
from assist.settings import Settings

DEFAULT = Path(__file__).parents[2] / "models" / "data" / "id-faults.jsonl"
ROUNDS = 5


def main(file: Path) -> None:
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    scorer = Scorer(Settings())
    spent: dict[bool, list[float]] = {False: [], True: []}
    for turn in range(ROUNDS):
        sums = {False: 0.0, True: 0.0}
        for number, row in enumerate(rows):
            # The second of two runs finds warm caches of the processor: they take turns in being it.
            for suggest in (False, True) if (turn + number) % 2 else (True, False):
                scorer.cache = SentenceCache(scorer._engine)
                began = time.process_time()
                scorer.score(row["reply"], row["customer"] or "", suggest=suggest)
                sums[suggest] += time.process_time() - began
        for suggest, total in sums.items():
            spent[suggest].append(total / len(rows) * 1000)
    without, with_them = (statistics.median(spent[suggest]) for suggest in (False, True))
    sys.stdout.write(f"{without:.1f} ms a reply without, {with_them:.1f} ms with suggestions, ")
    sys.stdout.write(f"{with_them / without - 1:+.0%}\n")
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
