"""A weighted mean of the weights of two models of one shape (a model soup: Wortsman et al., 2022).

``python -m assist.training.average FOLDER OTHER SHARE NAME OUT`` writes SHARE of the model in FOLDER and the
rest of OTHER as the model NAME into OUT, its judge fitted once more, calibrated and measured. Runs from one
base encoder lie in one basin: their mean is steadier than either.
"""

import sys
from pathlib import Path

from assist.scoring.network import Network
from assist.scoring.torch_engine import network_from_onnx
from assist.training.held_out import all_rows
from assist.training.package import package
from assist.training.refit import silent


def averaged(folder: Path, other: Path, share: float) -> Network:
    """The network that is `share` of the model in `folder` and the rest of the one in `other`."""
    network = network_from_onnx(folder)
    rest = network_from_onnx(other).state_dict()
    for name, value in network.state_dict().items():
        if value.is_floating_point():
            value.lerp_(rest[name], 1 - share)
    return network


if __name__ == "__main__":
    first, second, weight, name, out = sys.argv[1:]
    network = averaged(Path(first), Path(second), float(weight))
    package(network, Path(first), all_rows(), name, Path(out), silent)
