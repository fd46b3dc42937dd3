"""Engines: what turns sentences into vectors and token logits, and vectors into a judgement."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from assist.scoring.model import Model, ModelError

Floats = NDArray[np.float32]

LOWEST: Final = -12.0
"""Logit of a phrase in a sentence without pieces."""
PAD, CUSTOMER, REPLY = 0, 1, 2
"""Roles of a segment before the judge; PAD is that of a place that holds none."""
_SLOW_FUSION: Final = "SkipLayerNormFusion"  # fused, the 24 norms take twice the time (ONNX Runtime 1.32)
TOKENS_PER_BATCH: Final = 2048
"""Padded tokens that one run of the encoder takes at most: bounds memory, and how long others wait."""
RUN_TOKENS: Final = 14
"""What a run of the encoder costs in itself, in tokens: 3 ms beside 0.2 ms a token on one CPU thread."""


@dataclass(frozen=True)
class Encoded:
    """One sentence: its vector, and for each piece its place in the sentence and its phrase logits."""

    vector: Floats  # (vector,)
    offsets: tuple[tuple[int, int], ...]  # code points of the sentence
    logits: Floats  # (pieces, PHRASE_LABELS)

    @cached_property
    def peaks(self) -> list[float]:
        """The highest logit of any piece, for each of PHRASE_LABELS: asked for by every reading it is in."""
        return self.logits.max(axis=0, initial=LOWEST).tolist()


class Judged(NamedTuple):
    """Logits of each reply segment (segments, PHRASE_LABELS) and of the reply (REPLY_LABELS,)."""

    segments: Floats
    reply: Floats


class Engine(Protocol):
    """One model in memory. Not thread-safe: the batcher gives it one thread."""

    def encode(self, sentences: Sequence[str]) -> list[Encoded]:
        """Encode `sentences`, none of them empty, in order."""
        ...

    def judge(self, vectors: Floats, roles: NDArray[np.int64]) -> list[Judged]:
        """Judge replies of as many segments each, from their `vectors` (replies, segments, vector) and
        `roles` (replies, segments)."""
        ...


class TokenBatch(NamedTuple):
    """Padded ids and mask (sentences, tokens), with the places of the sentences in the caller's order."""

    places: list[int]
    encodings: list[Encoding]
    ids: NDArray[np.int64]
    mask: NDArray[np.int64]


def token_batches(tokenizer: Tokenizer, sentences: Sequence[str]) -> list[TokenBatch]:
    """`sentences` tokenised, in the batches that cost least: padding costs as words do, a run RUN_TOKENS."""
    # One after the other: the threads of a batch cost more than they save.
    encodings = [tokenizer.encode(sentence) for sentence in sentences]
    order = sorted(range(len(encodings)), key=lambda place: len(encodings[place].ids))
    starts = _batch_starts([len(encodings[place].ids) for place in order])
    batches = [order[start:end] for start, end in pairwise([*starts, len(order)])]
    return [_padded(batch, [encodings[place] for place in batch]) for batch in batches]


def _batch_starts(widths: Sequence[int]) -> list[int]:
    """Where batches of the ascending `widths` begin, for the least cost in all (dynamic programming)."""
    least, start = [0], [0]  # by number of sentences: what they cost, and where the last batch of them begins
    for end, width in enumerate(widths, 1):
        room = max(1, TOKENS_PER_BATCH // width)
        cost, first = min(
            (least[first] + RUN_TOKENS + width * (end - first), first)
            for first in range(max(0, end - room), end)
        )
        least.append(cost)
        start.append(first)
    starts, end = list[int](), len(widths)
    while end:
        end = start[end]
        starts.append(end)
    return starts[::-1]


def _padded(places: list[int], encodings: list[Encoding]) -> TokenBatch:
    width = max(len(encoding.ids) for encoding in encodings)
    ids = np.ones((len(encodings), width), np.int64)  # 1 is <pad>
    mask = np.zeros((len(encodings), width), np.int64)
    for row, encoding in enumerate(encodings):
        ids[row, : len(encoding.ids)] = encoding.ids
        mask[row, : len(encoding.ids)] = 1
    return TokenBatch(places, encodings, ids, mask)


def unpadded(batch: TokenBatch, vectors: Floats, logits: Floats) -> list[tuple[int, Encoded]]:
    """The rows of a run of the encoder as (place, Encoded), specials left out."""
    rows: list[tuple[int, Encoded]] = []
    for row, (place, encoding) in enumerate(zip(batch.places, batch.encodings, strict=True)):
        last = len(encoding.ids) - 1
        offsets = tuple(encoding.offsets[1:last])
        rows.append((place, Encoded(vectors[row].copy(), offsets, logits[row, 1:last].copy())))
    return rows


def positions(roles: NDArray[np.int64]) -> NDArray[np.int64]:
    """Each segment's place within its role: 0, 1, 2 … for the customer's, then again for the reply's.

    `roles` and what is returned: (replies, segments), the customer's segments first.
    """
    places = np.arange(roles.shape[1], dtype=np.int64)
    theirs = (roles == CUSTOMER).sum(axis=1, keepdims=True)
    return np.where(roles == CUSTOMER, places, places - theirs)


def judgements(roles: NDArray[np.int64], segments: Floats, replies: Floats) -> list[Judged]:
    """The logits of a run of the judge by reply, those of the customer's segments left out."""
    return [
        Judged(found[own], reply) for own, found, reply in zip(roles == REPLY, segments, replies, strict=True)
    ]


class OnnxEngine:
    """ONNX Runtime on the CPU: int8 encoder, fp32 judge."""

    def __init__(self, model: Model, threads: int) -> None:
        self._tokenizer = model.tokenizer()
        self._encoder = _session(model.folder / "encoder.onnx", threads)
        self._judge = _session(model.folder / "judge.onnx", threads)

    def encode(self, sentences: Sequence[str]) -> list[Encoded]:
        """See Engine."""
        encoded: dict[int, Encoded] = {}
        for batch in token_batches(self._tokenizer, sentences):
            vectors, logits = self._encoder.run(None, {"ids": batch.ids, "mask": batch.mask})
            encoded.update(unpadded(batch, vectors, logits))
        return [encoded[place] for place in range(len(sentences))]

    def judge(self, vectors: Floats, roles: NDArray[np.int64]) -> list[Judged]:
        """See Engine."""
        inputs = {"vectors": vectors, "roles": roles, "positions": positions(roles)}
        return judgements(roles, *self._judge.run(None, inputs))


def _session(path: Path, threads: int) -> Any:
    import onnxruntime  # pyright: ignore[reportMissingTypeStubs]

    runtime: Any = onnxruntime
    options = runtime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # A spinning thread takes a core from the agent's browser between two keystrokes.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        return runtime.InferenceSession(
            str(path), options, providers=["CPUExecutionProvider"], disabled_optimizers=[_SLOW_FUSION]
        )
    except Exception as error:  # ONNX Runtime raises several unrelated classes for a bad file
        raise ModelError("model_corrupt", path=str(path), detail=str(error).splitlines()[0]) from error


def load_engine(kind: str, model: Model, threads: int) -> Engine:
    """The engine `kind` (``onnx`` or ``torch``) with `model` loaded. Raises ModelError."""
    if kind == "onnx":
        return OnnxEngine(model, threads)
    try:
        from assist.scoring.torch_engine import TorchEngine
    except ImportError as error:
        raise ModelError("torch_missing", detail=str(error)) from error
    return TorchEngine(model, threads)
