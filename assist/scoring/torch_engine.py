# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
"""The same model through transformers and torch: for a GPU, and to check ONNX Runtime against."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from tokenizers import Tokenizer
from torch import Tensor
from transformers import BertConfig, BertModel

from assist.scoring.engine import (
    Encoded,
    Floats,
    Judged,
    judgements,
    positions,
    token_batches,
    unpadded,
)
from assist.scoring.model import Model
from assist.scoring.network import Network

BASE: Final = 128
"""Of the int8 digits that weights are written with (see `assist.training.quantise`)."""
BESIDE: Final = "|"
"""Between the names of matrices of one shape that stand side by side."""


class NetworkEngine:
    """A Network in memory as an engine: what training measures with."""

    def __init__(self, network: Network, tokenizer: Tokenizer, device: str) -> None:
        self._network = network.to(device).eval()
        self._tokenizer = tokenizer
        self._device = device

    @torch.inference_mode()
    def encode(self, sentences: Sequence[str]) -> list[Encoded]:
        """See Engine."""
        encoded: dict[int, Encoded] = {}
        for batch in token_batches(self._tokenizer, sentences):
            ids, mask = (torch.from_numpy(array).to(self._device) for array in (batch.ids, batch.mask))
            vectors, logits = self._network.encode(ids, mask)
            encoded.update(unpadded(batch, vectors.float().cpu().numpy(), logits.float().cpu().numpy()))
        return [encoded[place] for place in range(len(sentences))]

    @torch.inference_mode()
    def judge(self, vectors: Floats, roles: NDArray[np.int64]) -> list[Judged]:
        """See Engine."""
        inputs = (torch.from_numpy(array).to(self._device) for array in (vectors, roles, positions(roles)))
        judged = self._network.judge(*inputs)
        return judgements(roles, *(logits.float().cpu().numpy() for logits in judged))


class TorchEngine(NetworkEngine):
    """The shipped model: the weights of ``encoder.onnx`` and ``judge.onnx``, run by torch."""

    def __init__(self, model: Model, threads: int) -> None:
        device = "cuda" if torch.cuda.is_available() else "cpu"
        if device == "cpu":
            torch.set_num_threads(threads)
        super().__init__(network_from_onnx(Path(model.folder)), model.tokenizer(), device)


def network_from_onnx(folder: Path) -> Network:
    """The network with the weights of the ONNX files in `folder`: int8 ones as the fp32 they stand for."""
    state: dict[str, Tensor] = {}
    for file in ("encoder.onnx", "judge.onnx"):
        tensors = {t.name: numpy_helper.to_array(t) for t in onnx.load(folder / file).graph.initializer}
        for name, array in tensors.items():
            if name.startswith("network."):
                state.update(_weight(name, array, tensors))
            elif file == "judge.onnx" and name == "stack":
                # the judge's two learned positions, folded into one constant
                state["judge.whole"], state["judge.absent"] = torch.from_numpy(array.copy())
    layers = 1 + max(int(name.split(".")[3]) for name in state if name.startswith("encoder.encoder.layer."))
    words, hidden = state["encoder.embeddings.word_embeddings.weight"].shape
    inner = state["encoder.encoder.layer.0.intermediate.dense.weight"].shape[0]
    config = BertConfig(
        vocab_size=words,
        hidden_size=hidden,
        num_hidden_layers=layers,
        num_attention_heads=hidden // 32,
        intermediate_size=inner,
        max_position_embeddings=state["encoder.embeddings.position_embeddings.weight"].shape[0],
        type_vocab_size=state["encoder.embeddings.token_type_embeddings.weight"].shape[0],
        layer_norm_eps=1e-12,
        hidden_act="gelu",
    )
    blocks = 1 + max(int(name.split(".")[3]) for name in state if name.startswith("judge.blocks.layers."))
    network = Network(BertModel(config, add_pooling_layer=False), judge_layers=blocks)
    missing, unexpected = network.load_state_dict(state, strict=False)
    lost = [name for name in [*missing, *unexpected] if not name.endswith("_ids")]
    if lost:
        raise ValueError(f"the ONNX files do not hold the network whole: {', '.join(lost[:5])}")
    return network.eval()


def _weight(name: str, array: Any, tensors: dict[str, Any]) -> dict[str, Tensor]:
    bare = name.removeprefix("network.")
    if bare.endswith(("_scales", "_low")):
        return {}
    if bare.endswith("_codes"):  # word embeddings
        bare = bare.removesuffix("_codes")
        array = array.astype(np.float32) * tensors[f"network.{bare}_scales"]
        return {bare: torch.from_numpy(array.reshape(len(array), -1))}
    if bare.endswith("_high"):  # matrices of one or two digits, side by side where they read the same
        bare = name.removesuffix("_high")
        low = tensors.get(f"{bare}_low", np.int8(0))
        array = (array + low / np.float32(BASE)) * tensors[f"{bare}_scales"]
        names = bare.split(BESIDE)
        parts = zip(names, np.split(array, len(names), axis=1), strict=True)
        return {key: value for one, part in parts for key, value in _weight(one, part, tensors).items()}
    array = np.array(array.T if bare.endswith(".T") else array, np.float32)
    return {bare.removesuffix(".T"): torch.from_numpy(array)}
