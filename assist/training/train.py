"""From labelled replies to a trained network, measured on the held-out ones as it goes."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from transformers import BertModel

from assist.scoring.network import Network
from assist.scoring.torch_engine import NetworkEngine, network_from_onnx
from assist.training.base import load_base
from assist.training.data import split_rows
from assist.training.evaluate import measure
from assist.training.fit import Progress, Recipe, fit
from assist.training.held_out import manifest_of, readings_of, results_of
from assist.training.labelled import Row


def train(
    rows: Sequence[Row],
    base: Path,
    recipe: Recipe,
    device: str,
    progress: Progress,
    report: Callable[[int, dict[str, Any]], None],
    measure_every: int = 1,
    start: Path | None = None,
) -> Network:
    """Train a network on `rows` less their held-out tenth.

    `report(epoch, figures)` gets, after each epoch, the losses, and after every `measure_every` the held-out
    figures, but for the last: that network is measured as it ships (`assist.training.package`). `start` is
    the folder of a model to go on from, instead of the base encoder.
    """
    training, held_out = split_rows(rows)
    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    torch.manual_seed(recipe.seed)
    network = network_from_onnx(start) if start else Network(encoder_of(base, recipe), recipe.judge_layers)

    def after_epoch(epoch: int, current: Network, figures: dict[str, Any]) -> None:
        if epoch % measure_every == 0 and epoch < recipe.epochs:
            engine = NetworkEngine(current, tokenizer, device)
            readings = readings_of(engine, held_out)
            results = results_of(engine, manifest_of(held_out, readings), readings)
            figures = {**figures, "held_out": measure(held_out, results)}
            current.to(device)
        report(epoch, figures)

    fit(network, training, tokenizer, recipe, device, progress, after_epoch, trained=start is not None)
    if recipe.freeze == "lora":
        network.encoder = network.encoder.merge_and_unload()  # pyright: ignore
    return network


def encoder_of(base: Path, recipe: Recipe) -> BertModel:
    """The base encoder as `recipe` wants it: fewer layers, or with adapters."""
    encoder = load_base(base)
    thin(encoder, recipe.layers)
    if recipe.freeze == "lora":
        # For comparisons only, hence in no lock: pip install peft.
        from peft import LoraConfig, get_peft_model  # pyright: ignore

        adapters = LoraConfig(r=16, lora_alpha=32, target_modules=["query", "value"])
        return get_peft_model(encoder, adapters)  # pyright: ignore
    return encoder


def thin(encoder: BertModel, layers: int) -> None:
    """Leave `layers` of the encoder's, evenly spaced, the last among them."""
    blocks = encoder.encoder.layer
    if layers < len(blocks):
        step = len(blocks) / layers
        encoder.encoder.layer = torch.nn.ModuleList(
            blocks[int((index + 1) * step) - 1] for index in range(layers)
        )
        encoder.config.num_hidden_layers = layers
