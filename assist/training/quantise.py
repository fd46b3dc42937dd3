"""Weights as int8 digits: an exported graph on its way to a third of its size and two thirds of its time.

ONNX Runtime multiplies int8 by int8 several times as fast as anything else it offers
(MatMulIntegerToFloat). One digit is too coarse for what a judgement hangs on, so numbers are written with two
where it matters, as in any positional system: ``x = scale · (high + low / BASE)``.

- Activations always have two digits and a scale per token, found as they come: what a sentence's encoding is
  does not depend on what shares its batch. Both digits stay within 0 … 128, so that no processor's int8
  product overflows its 16-bit sums (128 · 127 · 2 < 2^15), those without VNNI included.
- Weights have a scale per column; those of FINE have two digits, the rest one.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper

from assist.scoring.torch_engine import BASE, BESIDE

HALF: Final = 64
"""The largest digit of an activation, and the zero point of both."""
FINE: Final = tuple(
    f"layer.{layer}.{part}" for layer in range(8) for part in ("intermediate", "output.dense")
)
"""Matrices with two digits: the feed-forward ones of the first eight layers, whose rounding moved
probabilities most (the model card has the figures)."""
KEPT: Final = ("token_head.weight",)
"""Matrices that stay fp32: small, and next to the output."""
WORDS: Final = "network.encoder.embeddings.word_embeddings.weight"
BLOCK: Final = 16
"""Word embeddings that share a scale."""
_MICROSOFT: Final = "com.microsoft"


def quantised(model: onnx.ModelProto) -> onnx.ModelProto:
    """`model` with int8 weights in its matrix products and its word embeddings."""
    graph = model.graph
    weights = {tensor.name: tensor for tensor in graph.initializer}
    readers: dict[str, list[onnx.NodeProto]] = {}
    for node in graph.node:
        if node.op_type == "MatMul" and node.input[1] in weights and not _bare(node.input[1]).endswith(KEPT):
            readers.setdefault(node.input[0], []).append(node)
    nodes: list[onnx.NodeProto] = []
    for node in graph.node:
        alike = readers.get(node.input[0], []) if node.input else []
        if node not in alike:
            nodes.append(node)
        elif node == alike[0]:
            nodes += _digits(node.input[0])
            nodes += _product(graph, alike, [weights[one.input[1]] for one in alike])
    del graph.node[:]
    graph.node.extend(nodes)
    graph.initializer.extend(
        numpy_helper.from_array(np.array(value, dtype), name)
        for name, value, dtype in (
            ("digit_high", 1 / HALF, np.float32),
            ("digit_low", 1 / HALF / BASE, np.float32),
            ("digit_zero", HALF, np.uint8),
            ("digit_least", 1e-12, np.float32),
            ("digit_axis", [-1], np.int64),
        )
    )
    _quantise_words(graph)
    model.opset_import.append(helper.make_opsetid(_MICROSOFT, 1))
    return model


def high_and_low(
    weights: NDArray[np.float32], fine: bool
) -> tuple[NDArray[np.float32], list[NDArray[np.int8]]]:
    """Scales (columns,) and one or two digits, each (rows, columns), of a matrix (rows, columns)."""
    scales = np.maximum(np.abs(weights).max(axis=0) / 127, 1e-12).astype(np.float32)
    exact = weights / scales
    high = np.rint(exact)
    digits = [high.astype(np.int8)]
    if fine:
        digits.append(np.rint((exact - high) * BASE).astype(np.int8))
    return scales, digits


def _digits(name: str) -> list[onnx.NodeProto]:
    """Nodes that write the activations `name`, divided by each token's largest, as two digits."""
    return [
        helper.make_node("Abs", [name], [f"{name}_size"]),
        helper.make_node("ReduceMax", [f"{name}_size", "digit_axis"], [f"{name}_most"], keepdims=1),
        helper.make_node("Max", [f"{name}_most", "digit_least"], [f"{name}_scale"]),
        helper.make_node("Div", [name, f"{name}_scale"], [f"{name}_exact"]),
        helper.make_node("QuantizeLinear", [f"{name}_exact", "digit_high", "digit_zero"], [f"{name}_high"]),
        helper.make_node("DequantizeLinear", [f"{name}_high", "digit_high", "digit_zero"], [f"{name}_whole"]),
        helper.make_node("Sub", [f"{name}_exact", f"{name}_whole"], [f"{name}_rest"]),
        helper.make_node("QuantizeLinear", [f"{name}_rest", "digit_low", "digit_zero"], [f"{name}_low"]),
    ]


def _product(
    graph: onnx.GraphProto, nodes: Sequence[onnx.NodeProto], weights: Sequence[onnx.TensorProto]
) -> list[onnx.NodeProto]:
    """Nodes that multiply what all `nodes` read by the `weights` of each, side by side in one product.

    High by high, low by high, high by low; low by low would be below the rounding of both.
    """
    source, name = nodes[0].input[0], BESIDE.join(weight.name for weight in weights)
    matrix = np.concatenate([numpy_helper.to_array(weight) for weight in weights], axis=1)
    fine = any(part in name for part in FINE)
    scales, digits = high_and_low(matrix, fine)
    for weight in weights:
        graph.initializer.remove(weight)
    graph.initializer.append(numpy_helper.from_array(scales, f"{name}_scales"))
    for digit, place in zip(digits, ("high", "low"), strict=False):
        graph.initializer.append(numpy_helper.from_array(digit, f"{name}_{place}"))
    products = [("high", "high"), ("low", "high"), *([("high", "low")] if fine else [])]
    terms = [f"{name}_{left}_by_{right}" for left, right in products]
    multiplied = [
        helper.make_node(
            "MatMulIntegerToFloat",
            [
                f"{source}_{left}",
                f"{name}_{right}",
                "digit_high" if left == right else "digit_low",
                f"{name}_scales",
                "digit_zero",
            ],
            [term],
            domain=_MICROSOFT,
        )
        for term, (left, right) in zip(terms, products, strict=True)
    ]
    whole = nodes[0].output[0] if len(nodes) == 1 else f"{name}_beside"
    multiplied.append(helper.make_node("Sum", terms, [f"{name}_sum"]))
    multiplied.append(helper.make_node("Mul", [f"{name}_sum", f"{source}_scale"], [whole]))
    if len(nodes) > 1:
        results = [node.output[0] for node in nodes]
        multiplied.append(helper.make_node("Split", [whole], results, axis=-1, num_outputs=len(nodes)))
    return multiplied


def _quantise_words(graph: onnx.GraphProto) -> None:
    """Word embeddings as int8 rows with a scale per block, looked up and multiplied in standard operators."""
    at, gather = next((i, n) for i, n in enumerate(graph.node) if n.op_type == "Gather" and WORDS in n.input)
    words = next(tensor for tensor in graph.initializer if tensor.name == WORDS)
    table = numpy_helper.to_array(words)
    blocks = table.reshape(len(table), -1, BLOCK)
    scales = np.maximum(np.abs(blocks).max(axis=2, keepdims=True) / 127, 1e-12).astype(np.float32)
    codes = np.rint(blocks / scales).astype(np.int8)
    graph.initializer.remove(words)
    graph.initializer.extend(
        [
            numpy_helper.from_array(codes, f"{WORDS}_codes"),
            numpy_helper.from_array(scales, f"{WORDS}_scales"),
            numpy_helper.from_array(np.array([0, 0, table.shape[1]], np.int64), "word_shape"),
        ]
    )
    ids = gather.input[1]
    nodes = [
        helper.make_node("Gather", [f"{WORDS}_codes", ids], ["word_codes"]),
        helper.make_node("Gather", [f"{WORDS}_scales", ids], ["word_scales"]),
        helper.make_node("Cast", ["word_codes"], ["word_floats"], to=onnx.TensorProto.FLOAT),
        helper.make_node("Mul", ["word_floats", "word_scales"], ["word_blocks"]),
        helper.make_node("Reshape", ["word_blocks", "word_shape"], list(gather.output)),
    ]
    graph.node.remove(gather)
    for offset, node in enumerate(nodes):
        graph.node.insert(at + offset, node)


def _bare(name: str) -> str:
    return name.removesuffix(".T")
