"""What one changed sentence costs: ``python -m tests.bench.sentence``.

The shipped int8 model in ONNX Runtime against the transformers pipeline on the same weights, one thread each,
by turns.
"""

import statistics
import time
from collections.abc import Callable
from pathlib import Path

import torch
from transformers import PreTrainedTokenizerFast, pipeline

from assist.scoring.engine import OnnxEngine
from assist.scoring.model import load_model
from assist.scoring.torch_engine import network_from_onnx

SENTENCES = (
    "We are sorry about the delay, and a new parcel leaves our warehouse this afternoon.",
    "Mohon maaf atas keterlambatannya, Kak, paket penggantinya kami kirim sore ini juga.",
)
ROUNDS = 40


def _milliseconds(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return 1000 * (time.perf_counter() - start)


def main() -> None:
    """Print the table."""
    torch.set_num_threads(1)
    model = load_model()
    engine = OnnxEngine(model, threads=1)
    encoder = network_from_onnx(Path(model.folder)).encoder.eval()
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_file=str(model.folder / "tokenizer.json"), pad_token="<pad>", unk_token="<unk>"
    )
    peer = pipeline("feature-extraction", model=encoder, tokenizer=tokenizer, device="cpu")
    ours: list[float] = []
    theirs: list[float] = []
    for turn in range(ROUNDS + 5):
        for sentence in SENTENCES:
            one = _milliseconds(lambda text=sentence: engine.encode([text]))
            other = _milliseconds(lambda text=sentence: peer(text))
            if turn >= 5:  # warm by then
                ours.append(one)
                theirs.append(other)
    one, other = statistics.median(ours), statistics.median(theirs)
    print(f"{'one sentence, one thread':32} {'ms':>6}")
    print(f"{'ONNX Runtime, int8':32} {one:6.1f}")
    print(f"{'transformers pipeline, fp32':32} {other:6.1f}")
    print(f"{'ratio':32} {one / other:6.2f}")


if __name__ == "__main__":
    main()
