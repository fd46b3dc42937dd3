"""From the trained network to the files that ship: ONNX graphs, int8 weights, and back again for torch."""

import logging
import tempfile
import warnings
from pathlib import Path
from typing import Any, Final, cast

import numpy as np
import onnx
import torch
from onnx import helper, numpy_helper
from onnxruntime.quantization.matmul_nbits_quantizer import (  # pyright: ignore[reportMissingTypeStubs]
    DefaultWeightOnlyQuantConfig,
    MatMulNBitsQuantizer,
)
from torch import Tensor, nn

from assist.scoring.network import Network

OPSET: Final = 18
BLOCK: Final = 16
"""Weights, and activations, that share a scale. One a matrix moved a probability by up to 0.28, blocks of
32 by 0.06, blocks of 16 by 0.03."""
KEPT: Final = ("token_head.weight",)
"""Matrices that stay fp32: small, and next to the output."""
_WORDS: Final = "network.encoder.embeddings.word_embeddings.weight"


class _Encoder(nn.Module):
    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        return self.network.encode(ids, mask)


class _Judge(nn.Module):
    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, vectors: Tensor, roles: Tensor, positions: Tensor) -> tuple[Tensor, Tensor]:
        judged = self.network.judge(vectors, roles, positions)
        return judged.segments, judged.reply


def export(network: Network, folder: Path) -> None:
    """Write ``encoder.onnx`` (int8) and ``judge.onnx`` (fp32) of `network` into `folder`.

    Weights are int8 in blocks of BLOCK with a scale each; activations become int8 as they come, block by
    block as well (ONNX Runtime's MatMulNBits at accuracy level 4), so that a sentence's encoding does not
    depend on what shares its batch.
    """
    for library in ("onnx_ir", "onnxruntime", "onnxscript"):  # each tells of every node it meets
        logging.getLogger(library).setLevel(logging.WARNING)
    folder.mkdir(parents=True, exist_ok=True)
    network = network.cpu().float().eval()
    network.encoder.set_attn_implementation("eager")  # pyright: ignore[reportUnknownMemberType]
    ids = torch.randint(4, 1000, (3, 17))
    mask = torch.ones_like(ids)
    mask[0, 10:] = 0
    shape = {0: torch.export.Dim("sentences", max=4096), 1: torch.export.Dim("tokens", min=2, max=512)}
    segments = {1: torch.export.Dim("segments", min=1, max=65_536)}
    hidden = 2 * int(network.encoder.config.hidden_size)
    judged = (torch.randn(1, 5, hidden), torch.tensor([[1, 1, 2, 2, 2]]), torch.tensor([[0, 1, 0, 1, 2]]))
    with tempfile.TemporaryDirectory() as scratch:
        plain, judge = Path(scratch) / "encoder.onnx", Path(scratch) / "judge.onnx"
        _export(_Encoder(network), (ids, mask), {"ids": shape, "mask": shape}, ["vectors", "logits"], plain)
        shapes = dict.fromkeys(("vectors", "roles", "positions"), segments)
        _export(_Judge(network), judged, shapes, ["segments", "reply"], judge)
        for file in (plain, judge):
            name_weights(file, network)
        onnx.save(untraced(quantised(onnx.load(plain))), folder / "encoder.onnx")
        onnx.save(untraced(onnx.load(judge)), folder / "judge.onnx")


def untraced(model: onnx.ModelProto) -> onnx.ModelProto:
    """`model` without what the exporter notes beside its nodes: stack traces, with paths of this machine."""
    for part in (model, model.graph, *model.graph.node, *model.graph.value_info):
        del part.metadata_props[:]
        part.doc_string = ""
    return model


def quantised(model: onnx.ModelProto) -> onnx.ModelProto:
    """`model` with int8 weights in blocks, in its matrix products and its word embeddings."""
    kept = [node.name for node in model.graph.node if any(_bare(name).endswith(KEPT) for name in node.input)]
    how = DefaultWeightOnlyQuantConfig(block_size=BLOCK, is_symmetric=True, accuracy_level=4, bits=8)
    quantiser = MatMulNBitsQuantizer(model, nodes_to_exclude=kept, algo_config=how)
    quantiser.process()
    done = cast("onnx.ModelProto", cast(Any, quantiser.model).model)
    _quantise_words(done.graph)
    return done


def _quantise_words(graph: onnx.GraphProto) -> None:
    """Word embeddings as int8 rows with a scale per block, looked up and multiplied in standard operators."""
    at, gather = next((i, n) for i, n in enumerate(graph.node) if n.op_type == "Gather" and _WORDS in n.input)
    words = next(tensor for tensor in graph.initializer if tensor.name == _WORDS)
    table = numpy_helper.to_array(words)
    blocks = table.reshape(len(table), -1, BLOCK)
    scales = np.maximum(np.abs(blocks).max(axis=2, keepdims=True) / 127, 1e-12).astype(np.float32)
    codes = np.rint(blocks / scales).astype(np.int8)
    graph.initializer.remove(words)
    graph.initializer.extend(
        [
            numpy_helper.from_array(codes, f"{_WORDS}_codes"),
            numpy_helper.from_array(scales, f"{_WORDS}_scales"),
            numpy_helper.from_array(np.array([0, 0, table.shape[1]], np.int64), "word_shape"),
        ]
    )
    ids = gather.input[1]
    nodes = [
        helper.make_node("Gather", [f"{_WORDS}_codes", ids], ["word_codes"]),
        helper.make_node("Gather", [f"{_WORDS}_scales", ids], ["word_scales"]),
        helper.make_node("Cast", ["word_codes"], ["word_floats"], to=onnx.TensorProto.FLOAT),
        helper.make_node("Mul", ["word_floats", "word_scales"], ["word_blocks"]),
        helper.make_node("Reshape", ["word_blocks", "word_shape"], list(gather.output)),
    ]
    graph.node.remove(gather)
    for offset, node in enumerate(nodes):
        graph.node.insert(at + offset, node)


def _bare(name: str) -> str:
    return name.removesuffix(".T")


def _export(
    module: nn.Module, inputs: tuple[Tensor, ...], shapes: Any, outputs: list[str], path: Path
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter warns about its own internals
        program = torch.onnx.export(
            module.eval(),
            inputs,
            dynamo=True,
            verbose=False,
            input_names=list(shapes),
            output_names=outputs,
            dynamic_shapes=shapes,
            opset_version=OPSET,
        )
    assert program is not None
    program.save(str(path))


def name_weights(path: Path, network: Network) -> None:
    """Give the folded (transposed) weights of an exported graph the names they have in `network`."""
    model = onnx.load(path)
    known = {
        (tuple(value.T.shape), value.T.contiguous().numpy().tobytes()[:64]): name
        for name, value in network.state_dict().items()
        if value.dim() == 2
    }
    renamed: dict[str, str] = {}
    for tensor in model.graph.initializer:
        array = numpy_helper.to_array(tensor)
        if array.ndim == 2 and tensor.name.startswith("val_"):
            name = known.get((array.shape, np.ascontiguousarray(array).tobytes()[:64]))
            if name:
                renamed[tensor.name] = f"network.{name}.T"
                tensor.name = renamed[tensor.name]
    for node in model.graph.node:
        for index, name in enumerate(node.input):
            node.input[index] = renamed.get(name, name)
    for index, node in enumerate(model.graph.node):
        node.name = node.name or f"node_{index}"
    onnx.save(model, path)
