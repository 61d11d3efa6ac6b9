"""Print fixtures of the matrix again: all of them, or those named.

    python -m tests.builders.matrix OUTDIR [STEM...]

The producers must be installed; `tests/matrix/README.md` names them.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

from tests.builders.matrix.cases import CASES, Case
from tests.builders.rows import Rows

Recipe = Callable[[Rows, Path], None]


def find_recipe(case: Case) -> Recipe:
    """Return the function that prints a case; raises AttributeError where there is none."""
    producer, _, name = case.stem.partition("_")
    module = import_module(f"tests.builders.matrix.by_{producer}")
    recipe: Recipe = getattr(module, name)
    return recipe


def main(arguments: Sequence[str]) -> int:
    """Print the fixtures; returns the exit code, 2 for wrong usage."""
    if not arguments:
        sys.stderr.write("usage: python -m tests.builders.matrix OUTDIR [STEM...]\n")
        return 2
    folder, stems = Path(arguments[0]), arguments[1:]
    folder.mkdir(parents=True, exist_ok=True)
    for case in CASES:
        if not stems or any(case.stem.startswith(stem) for stem in stems):
            find_recipe(case)(case.rows, folder / case.file_name)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
