"""From the trained network to the files that ship: ONNX graphs, int8 weights."""

import logging
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
    folder.mkdir(parents=True, exist_ok=True)
    network = network.cpu().float().eval()
    network.encoder.set_attn_implementation("eager")  # pyright: ignore[reportUnknownMemberType]
    ids = torch.randint(4, 1000, (3, 17))
    mask = torch.ones_like(ids)
    mask[0, 10:] = 0
    shape = {0: torch.export.Dim("sentences", max=4096), 1: torch.export.Dim("tokens", min=2, max=512)}
    shapes = {"ids": shape, "mask": shape}
    encoder = _exported(_Encoder(network), (ids, mask), shapes, ["vectors", "logits"], network)
    onnx.save(untraced(quantised(encoder)), folder / "encoder.onnx")
    export_judge(network, folder)


def export_judge(network: Network, folder: Path) -> None:
    """Write ``judge.onnx`` of `network` into `folder`."""
    roles, places = torch.tensor([[1, 1, 2, 2, 2]] * 3), torch.tensor([[0, 1, 0, 1, 2]] * 3)
    vectors = torch.randn(3, 5, 2 * int(network.encoder.config.hidden_size))
    segments = {0: torch.export.Dim("replies", max=4096), 1: torch.export.Dim("segments", max=65_536)}
    shapes = dict.fromkeys(("vectors", "roles", "positions"), segments)
    judge = _exported(
        _Judge(network.eval()), (vectors, roles, places), shapes, ["segments", "reply"], network
    )
    onnx.save(untraced(judge), folder / "judge.onnx")


def untraced(model: onnx.ModelProto) -> onnx.ModelProto:
    """`model` without what the exporter notes beside its nodes: stack traces, with paths of this machine."""
    for part in (model, model.graph, *model.graph.node, *model.graph.value_info):
        del part.metadata_props[:]
        part.doc_string = ""
    return model


def _exported(
    module: nn.Module, inputs: tuple[Tensor, ...], shapes: Any, outputs: list[str], network: Network
) -> onnx.ModelProto:
    for library in ("onnx_ir", "onnxruntime", "onnxscript"):  # each tells of every node it meets
        logging.getLogger(library).setLevel(logging.WARNING)
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)  # warns of a torchvision that nobody needs
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
    return _named(program.model_proto, network)


def _named(model: onnx.ModelProto, network: Network) -> onnx.ModelProto:
    """`model` with the names that its folded (transposed) weights have in `network`."""
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
    return model
