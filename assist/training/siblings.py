"""Measures on replies that stand in a group: minimal pairs told apart, invariant siblings judged alike."""

from collections.abc import Sequence
from typing import Any

from assist.rubric import SCORES
from assist.scoring.result import Result
from assist.training.labelled import Row


def siblings(rows: Sequence[Row], results: Sequence[Result]) -> dict[str, Any]:
    """How many groups of `rows` differ in a label and how many do not, and the shares judged so.

    A group whose labels differ is ``told_apart`` where each label that differs is flagged right on all of its
    rows; one whose labels are the same is ``kept`` where all of its rows get the same flags. A share is None
    where there is no such group.
    """
    groups: dict[str, list[tuple[Row, Result]]] = {}
    for row, result in zip(rows, results, strict=True):
        if row.get("group"):
            groups.setdefault(row["group"], []).append((row, result))
    apart: list[bool] = []
    kept: list[bool] = []
    for group in groups.values():
        if len(group) < 2:
            continue
        differing = [name for name in SCORES if len({row["labels"][name] for row, _ in group}) > 1]
        if differing:
            apart.append(
                all(
                    (name in result.flags) == bool(row["labels"][name])
                    for row, result in group
                    for name in differing
                )
            )
        else:
            kept.append(len({frozenset(result.flags) for _, result in group}) == 1)
    return {"pairs": len(apart), "told_apart": _share(apart), "alike": len(kept), "kept": _share(kept)}


def _share(found: list[bool]) -> float | None:
    return sum(found) / len(found) if found else None
