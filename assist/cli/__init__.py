"""The commands, one module a group: its ``register(commands)`` declares them with ``set_defaults(run=…)``.

Exit status: 0 done, 1 the input had errors (each named on standard error), 2 wrong use, or something that
the command stands on (model, port, data folder) is not there.
"""

import argparse
import os
import pkgutil
import sys
from collections.abc import Sequence
from importlib import import_module

from assist import __version__
from assist.cli.interface import Refusal, language
from assist.messages import say

_ORDER = ("serve", "score", "audit", "evaluate", "train")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status; every expected failure is one line on standard error."""
    argv = sys.argv[1:] if argv is None else list(argv)
    parser = _parser(argv)
    args = parser.parse_args(argv)
    if "run" not in args:
        parser.print_help()
        return 2
    try:
        return args.run(args)
    except Refusal as refusal:
        print(f"assist: {refusal}", file=sys.stderr)
        return refusal.status
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader (head, less) went away: nothing is left to be said, also not by the interpreter at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _parser(argv: Sequence[str]) -> argparse.ArgumentParser:
    ui = language()
    parser = argparse.ArgumentParser(prog="assist", description=say("cli.about", ui))
    parser.add_argument("--version", action="version", version=f"assist {__version__}")
    commands = parser.add_subparsers(title=say("cli.commands", ui), metavar="COMMAND")
    for name in _modules(argv):
        module = import_module(f"assist.cli.{name}")
        if hasattr(module, "register"):
            module.register(commands)
    return parser


def _modules(argv: Sequence[str]) -> list[str]:
    """Only the named command's module where there is one: no command pays for another's imports."""
    names = [module.name for module in pkgutil.iter_modules(__path__) if module.name != "__main__"]
    if argv and argv[0] in names:
        return [argv[0]]
    return sorted(names, key=lambda name: (_ORDER.index(name) if name in _ORDER else len(_ORDER), name))
