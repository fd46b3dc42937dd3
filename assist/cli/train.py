"""`assist train`: make the model again from the repo's own data."""

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from assist.cli.interface import Commands, Refusal, language, read_settings
from assist.messages import say
from assist.rubric import SCORES

_CHECKOUT = Path(__file__).parent.parent.parent


def register(commands: Commands) -> None:
    """Declare the command."""
    ui = language()
    parser = commands.add_parser("train", help=say("train.help", ui), description=say("train.about", ui))
    parser.add_argument(
        "--out", type=Path, default=_CHECKOUT / "models" / "build" / "tone", help=say("train.out", ui)
    )
    parser.add_argument("--name", default="tone-local", help=say("train.name", ui))
    parser.add_argument(
        "--rows", type=Path, default=_CHECKOUT / "models" / "data", help=say("train.rows", ui)
    )
    parser.add_argument("--epochs", type=int, help=say("train.epochs", ui))
    parser.add_argument("--continue", dest="start", type=Path, help=say("train.continue", ui))
    parser.add_argument("--rate", type=float, help=say("train.rate", ui))
    parser.add_argument("--share", type=float, default=1.0, help=say("train.share", ui))
    parser.add_argument("--device", choices=("cpu", "cuda"), help=say("train.device", ui))
    parser.add_argument("--reviews", action="store_true", help=say("train.reviews", ui))
    parser.add_argument("--data", type=Path, help=say("evaluate.data", ui))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Fetch the base encoder, train, calibrate, export into `--out`."""
    ui = language()
    try:
        import torch

        from assist.scoring.model import ModelError, load_model
        from assist.training.base import BaseEncoderError, make_base
        from assist.training.calibrate import one_sided
        from assist.training.data import split_rows, thinned
        from assist.training.fit import MORE, WITHOUT_BFLOAT16, Recipe, computes_bfloat16
        from assist.training.labelled import DataError, read
        from assist.training.package import package
        from assist.training.refit import REFIT
        from assist.training.train import train
    except ImportError as error:
        raise Refusal(say("train.no_torch", ui, why=error)) from None
    files = sorted(args.rows.glob("*.jsonl"))
    if not files:
        raise Refusal(say("train.no_rows", ui, path=args.rows))
    try:
        if args.start:
            load_model(args.start)
        rows = thinned(read(files), args.share)
        if args.reviews:
            from assist.training.reviews import reviewed_rows

            rows += reviewed_rows(read_settings(args))
        base = make_base(_CHECKOUT / "models" / "build" / "base", _CHECKOUT / ".cache" / "base")
    except ModelError as error:
        raise Refusal(error.message(ui)) from None
    except DataError as error:
        raise Refusal(say("train.cannot", ui, why=error.message(ui)), status=1) from None
    except (BaseEncoderError, OSError) as error:
        raise Refusal(say("train.cannot", ui, why=error), status=1) from None
    if lacking := one_sided(split_rows(rows)[1]):
        raise Refusal(say("train.one_sided", ui, labels=", ".join(lacking)), status=1)
    recipe = MORE if args.start else Recipe()
    recipe = replace(recipe, epochs=args.epochs) if args.epochs else recipe
    recipe = replace(recipe, encoder_rate=args.rate) if args.rate else recipe
    device = args.device or ("cuda" if torch.cuda.is_available() else "cpu")
    print(say("train.start", ui, rows=len(rows), epochs=recipe.epochs, device=device), file=sys.stderr)
    if not computes_bfloat16(device) and len(rows) > WITHOUT_BFLOAT16:
        print(say("train.fewer", ui, rows=WITHOUT_BFLOAT16, usual=recipe.most), file=sys.stderr)
        recipe = replace(recipe, most=WITHOUT_BFLOAT16)
    with _Progress(ui) as shown:
        # A pass over the held-out replies takes a quarter of an epoch on a CPU.
        every = 1 if device == "cuda" else 4
        network = train(rows, base, recipe, device, shown.step, shown.epoch, every, args.start)
    print(say("train.packaging", ui), file=sys.stderr)
    with _Progress(ui) as shown:
        last = replace(REFIT, most=recipe.most)
        if args.start:  # a trained model keeps what it knows: its judge goes on as slowly as the rest
            last = replace(last, epochs=1, encoder_rate=recipe.encoder_rate)
        metrics = package(network, base, rows, args.name, args.out, shown.refit, last)
    print(_held_out(metrics["held_out"]["all"], ui), file=sys.stderr)
    print(args.out)
    return 0


class _Progress:
    """A bar for the steps of an epoch (in a log: a line per tenth), and a line of figures after each."""

    def __init__(self, ui: str) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        self._ui = ui
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        self._bar = Progress(*columns, console=Console(file=sys.stderr))
        self._task = self._bar.add_task("")

    def __enter__(self) -> "_Progress":
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def step(self, epoch: int, step: int, steps: int) -> None:
        """One more step of `steps` is done."""
        self._show(say("train.epoch", self._ui, n=epoch), step, steps)

    def refit(self, epoch: int, step: int, steps: int) -> None:
        """One more step of `steps` of the judge's last fit is done; epoch 0 encodes the sentences."""
        self._show(say("train.refit" if epoch else "train.encoding", self._ui, n=epoch), step, steps)

    def _show(self, title: str, step: int, steps: int) -> None:
        before = self._bar.tasks[0].completed if step > 1 else 0
        self._bar.update(self._task, description=title, completed=step, total=steps)
        if not self._bar.console.is_terminal and 10 * step // steps > 10 * before // steps:
            self._bar.console.print(f"{title}  {step}/{steps}", highlight=False)

    def epoch(self, epoch: int, figures: dict[str, Any]) -> None:
        """Print the losses of an epoch and its figures on held-out replies."""
        losses = "  ".join(f"{name} {figures[name]:.3f}" for name in ("token", "segment", "reply", "steps"))
        self._bar.console.print(f"{epoch:3}  {figures['seconds']:6.0f} s  {losses}", highlight=False)
        if held_out := figures.get("held_out"):
            self._bar.console.print(f"     {_held_out(held_out, self._ui)}", highlight=False)


def _held_out(figures: dict[str, Any], ui: str) -> str:
    parts = [
        f"{say(f'labels.score_{name}', ui)}: F1 {figures[name]['f1'] or 0:.2f}"
        f" AUROC {figures[name]['auroc'] or 0:.2f}"
        for name in SCORES
    ]
    return say("train.held_out", ui, scores="  ".join(parts), phrases=f"{figures['phrases']['f1'] or 0:.2f}")
