"""From the repo's data to a model folder: fit, calibrate, export, measure."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from transformers import BertModel

from assist.scoring.model import Model
from assist.scoring.network import Network
from assist.scoring.reading import Reading, plan
from assist.scoring.scorer import Scorer
from assist.scoring.torch_engine import NetworkEngine, network_from_onnx
from assist.settings import Settings
from assist.training import calibrate
from assist.training.base import load_base
from assist.training.data import Row, is_held_out
from assist.training.evaluate import measure
from assist.training.fit import Recipe, fit


def split_rows(rows: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """(training, held out), no scenario on both sides."""
    return [row for row in rows if not is_held_out(row)], [row for row in rows if is_held_out(row)]


def train(
    rows: Sequence[Row],
    base: Path,
    recipe: Recipe,
    device: str,
    progress: Callable[[int, int, int], None],
    report: Callable[[int, dict[str, Any]], None],
    measure_every: int = 1,
    start: Path | None = None,
) -> tuple[Network, dict[str, Any]]:
    """Train on `rows` and calibrate on their held-out tenth; returns the network and its manifest.

    `report(epoch, figures)` gets, after each epoch, losses and the held-out figures. `start` is the folder of
    a model to go on from, instead of the base encoder.
    """
    training, held_out = split_rows(rows)
    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    torch.manual_seed(recipe.seed)
    network = network_from_onnx(start) if start else Network(encoder_of(base, recipe), recipe.judge_layers)

    def after_epoch(epoch: int, current: Network, figures: dict[str, float]) -> None:
        if epoch % measure_every and epoch != recipe.epochs:
            report(epoch, figures)
            return
        manifest = calibrated(current, tokenizer, held_out, device)
        scorer = scorer_of(current, tokenizer, manifest, device)
        report(epoch, {**figures, "held_out": measure_rows(scorer, held_out)})
        current.to(device)

    fit(network, training, tokenizer, recipe, device, progress, after_epoch, trained=start is not None)
    if recipe.freeze == "lora":
        network.encoder = network.encoder.merge_and_unload()  # pyright: ignore
    return network, calibrated(network, tokenizer, held_out, device)


def encoder_of(base: Path, recipe: Recipe) -> BertModel:
    """The base encoder as `recipe` wants it: fewer layers, or with adapters."""
    encoder = load_base(base)
    blocks = encoder.encoder.layer
    if recipe.layers < len(blocks):
        step = len(blocks) / recipe.layers
        kept = [blocks[int((index + 1) * step) - 1] for index in range(recipe.layers)]
        encoder.encoder.layer = torch.nn.ModuleList(kept)
        encoder.config.num_hidden_layers = recipe.layers
    if recipe.freeze == "lora":
        # For comparisons only, hence in no lock: pip install peft.
        from peft import LoraConfig, get_peft_model  # pyright: ignore

        adapters = LoraConfig(r=16, lora_alpha=32, target_modules=["query", "value"])
        return get_peft_model(encoder, adapters)  # pyright: ignore
    return encoder


def calibrated(
    network: Network, tokenizer: Tokenizer, held_out: Sequence[Row], device: str
) -> dict[str, Any]:
    """The manifest of `network`: calibration, thresholds and gates from `held_out`."""
    blank: dict[str, Any] = {"name": "tone", "calibration": {}, "thresholds": {}, "cut": {}}
    scorer = scorer_of(network, tokenizer, blank, device)
    readings = readings_of(scorer, held_out)
    fitted = calibrate.calibrate(held_out, readings)
    limits = calibrate.thresholds(held_out, readings, fitted)
    return {
        "name": "tone",
        "calibration": fitted,
        "thresholds": limits,
        "cut": asdict(calibrate.cut(held_out, readings, fitted, limits)),
    }


def scorer_of(network: Network, tokenizer: Tokenizer, manifest: dict[str, Any], device: str) -> Scorer:
    """A scorer on a network in memory."""
    return Scorer(
        Settings.model_validate({}), Model(Path(), manifest), NetworkEngine(network, tokenizer, device)
    )


def readings_of(scorer: Scorer, rows: Sequence[Row]) -> list[Reading]:
    """Readings of `rows`, in order."""
    return [scorer.reading(plan(row["reply"], row["customer"])) for row in rows]


def measure_rows(scorer: Scorer, rows: Sequence[Row]) -> dict[str, Any]:
    """Figures of `scorer` on `rows` (`assist.training.evaluate.measure`)."""
    return measure(rows, [scorer.score(row["reply"], row["customer"], suggest=False) for row in rows])
