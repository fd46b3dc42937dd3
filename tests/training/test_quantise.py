"""Matrix products in int8 digits: how close they come, and what they must not depend on."""

from typing import Any

import numpy as np
import onnx
import onnxruntime  # pyright: ignore[reportMissingTypeStubs]
import pytest
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from assist.training.quantise import WORDS, quantised

HIDDEN, INNER = 32, 64
LAYER = "network.encoder.encoder.layer.{layer}.{part}.weight.T"
PARTS = {
    "attention.self.query": (HIDDEN, HIDDEN),
    "attention.self.key": (HIDDEN, HIDDEN),
    "intermediate.dense": (HIDDEN, INNER),
    "output.dense": (INNER, HIDDEN),
}


def graph(layer: int) -> onnx.ModelProto:
    """Embeddings, two products of one input and two in a row, named as an exported encoder names them."""
    rnd = np.random.default_rng(layer)
    words = rnd.normal(size=(50, HIDDEN)).astype(np.float32)
    words[7] = 0
    names = {part: LAYER.format(layer=layer, part=part) for part in PARTS}
    weights = [
        numpy_helper.from_array(rnd.normal(scale=0.1, size=shape).astype(np.float32), names[part])
        for part, shape in PARTS.items()
    ]
    query, key, into, out = names.values()
    nodes = [
        helper.make_node("Gather", [WORDS, "ids"], ["x"]),
        helper.make_node("MatMul", ["x", query], ["q"]),
        helper.make_node("MatMul", ["x", key], ["k"]),
        helper.make_node("Mul", ["q", "k"], ["qk"]),
        helper.make_node("Add", ["qk", "x"], ["h"]),
        helper.make_node("MatMul", ["h", into], ["i"]),
        helper.make_node("Relu", ["i"], ["r"]),
        helper.make_node("MatMul", ["r", out], ["y"]),
    ]
    body = helper.make_graph(
        nodes,
        "encoder",
        [helper.make_tensor_value_info("ids", TensorProto.INT64, ["sentences", "tokens"])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["sentences", "tokens", HIDDEN])],
        [numpy_helper.from_array(words, WORDS), *weights],
    )
    return helper.make_model(body, opset_imports=[helper.make_opsetid("", 20)], ir_version=10)


def run(model: onnx.ModelProto, ids: NDArray[np.int64]) -> NDArray[np.float32]:
    runtime: Any = onnxruntime
    session = runtime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    return session.run(None, {"ids": ids})[0]


IDS = np.random.default_rng(1).integers(0, 50, (3, 9))


@pytest.mark.parametrize(("layer", "share"), [(0, 0.006), (11, 0.02)])
def test_what_comes_out_is_close_and_closer_with_two_digits(layer: int, share: float) -> None:
    exact = run(graph(layer), IDS)
    error = np.abs(run(quantised(graph(layer)), IDS) - exact).mean() / np.abs(exact).mean()
    assert 0 < error < share


def test_a_sentence_does_not_depend_on_what_shares_its_batch() -> None:
    model = quantised(graph(0))
    together = run(model, IDS)
    for row in range(len(IDS)):
        np.testing.assert_array_equal(run(model, IDS[row : row + 1])[0], together[row])


def test_a_token_of_nothing_stays_one() -> None:
    assert not run(quantised(graph(3)), np.full((1, 2), 7)).any()


def test_what_reads_the_same_stands_side_by_side() -> None:
    model = quantised(graph(0))
    held = {tensor.name: numpy_helper.to_array(tensor) for tensor in model.graph.initializer}
    query, key, into, out = (LAYER.format(layer=0, part=part) for part in PARTS)
    assert held[f"{query}|{key}_high"].shape == (HIDDEN, 2 * HIDDEN)
    assert {name for name in held if name.endswith("_low") and "digit" not in name} == {
        f"{into}_low",
        f"{out}_low",
    }
    assert all(
        held[name].dtype == np.int8
        for name in held
        if name.endswith(("_high", "_low", "_codes")) and "digit" not in name
    )
