"""The command with one fault in it: python -m tests.attack.inject FAULT VALUE COMMAND...

What cannot be done to a process from outside is put into it before the command runs.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo
from functools import partial
from types import ModuleType
from typing import Any

import pipeline
from pipeline.cli import main as run_command
from pipeline.extract.budget import TimeBudget
from pipeline.extract.sandbox import Limits


def shorten(seconds: str) -> None:
    """Let reading a document take so many seconds at most."""
    limits = Limits(TimeBudget(total=float(seconds)))
    reading: Any = importlib.import_module("pipeline.run.read")
    reading.read = partial(reading.read, limits=limits)
    reading.look_at_digits = partial(reading.look_at_digits, limits=limits)


def set_clock_back(days: str) -> None:
    """Let it be so many days ago."""

    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = UTC) -> datetime:  # type: ignore[override]
            return datetime.now(tz) - timedelta(days=int(days))

    for module in _modules():
        if getattr(module, "datetime", None) is datetime:
            module.datetime = Clock  # type: ignore[attr-defined]


def fail(function: str) -> None:
    """Let a function of a module fail as on a bad disk."""
    module, _, name = function.rpartition(".")

    def failing(*_: object, **__: object) -> None:
        raise OSError(5, "Input/output error")

    setattr(importlib.import_module(module), name, failing)


def _modules() -> list[ModuleType]:
    names = (found.name for found in pkgutil.walk_packages(pipeline.__path__, "pipeline."))
    return [importlib.import_module(name) for name in names if not name.endswith("__main__")]


FAULTS: dict[str, Callable[[str], None]] = {
    "seconds": shorten,
    "days-back": set_clock_back,
    "failing": fail,
}


def injected(fault: str, value: object) -> tuple[str, ...]:
    """The words that run the command with a fault in it."""
    return (sys.executable, "-m", "tests.attack.inject", fault, str(value))


if __name__ == "__main__":
    chosen, given, *words = sys.argv[1:]
    FAULTS[chosen](given)
    sys.argv[1:] = words
    run_command()
