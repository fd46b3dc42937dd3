"""From the trained network to the files that ship: ONNX graphs, int8 weights, and back again for torch."""

import logging
import tempfile
import warnings
from pathlib import Path
from typing import Any, Final

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn

from assist.scoring.network import Network
from assist.training.quantise import quantised

OPSET: Final = 20


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

    See `assist.training.quantise` for what int8 means here.
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
    segments = {0: torch.export.Dim("replies", max=4096), 1: torch.export.Dim("segments", max=65_536)}
    hidden = 2 * int(network.encoder.config.hidden_size)
    roles, places = torch.tensor([[1, 1, 2, 2, 2]] * 3), torch.tensor([[0, 1, 0, 1, 2]] * 3)
    judged = (torch.randn(3, 5, hidden), roles, places)
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
