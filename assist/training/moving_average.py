"""A moving average of a network's weights: it errs less on what is new than the weights of the last step."""

from typing import Final

import torch
from torch import Tensor, nn

YOUNG: Final = 10
"""Steps within which the average forgets fast: the first weights are far from any good ones."""


class MovingAverage:
    """Of all floating-point weights of `module`; `share` of it is kept at each step (0: none)."""

    def __init__(self, module: nn.Module, share: float) -> None:
        self._weights = [value for value in module.state_dict().values() if value.is_floating_point()]
        self._averaged = [value.clone() for value in self._weights]
        self._live: list[Tensor] = []
        self._share = share
        self._steps = 0

    def update(self) -> None:
        """Take in the weights as they are now."""
        self._steps += 1
        kept = min(self._share, (1 + self._steps) / (YOUNG + self._steps))
        torch._foreach_lerp_(self._averaged, self._weights, 1 - kept)  # pyright: ignore[reportPrivateUsage]

    def swap_in(self) -> None:
        """Put the average into the module."""
        self._live = [value.clone() for value in self._weights]
        torch._foreach_copy_(self._weights, self._averaged)  # pyright: ignore[reportPrivateUsage]

    def swap_out(self) -> None:
        """Put back the weights that `swap_in` replaced."""
        torch._foreach_copy_(self._weights, self._live)  # pyright: ignore[reportPrivateUsage]
