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
from tests.builders.matrix.recipes import find_recipe
from tests.builders.rows import Rows

Print = Callable[[Rows, Path], None]


def load_recipe(case: Case) -> Print:
    """Return the function that prints a case; raises KeyError where there is none."""
    recipe = find_recipe(case)
    printer: Print = getattr(import_module(f"{__package__}.{recipe.module}"), recipe.function)
    return printer


def main(arguments: Sequence[str]) -> int:
    """Print the fixtures; returns the exit code, 2 for wrong usage."""
    if not arguments:
        sys.stderr.write("usage: python -m tests.builders.matrix OUTDIR [STEM...]\n")
        return 2
    folder, stems = Path(arguments[0]), arguments[1:]
    folder.mkdir(parents=True, exist_ok=True)
    for case in CASES:
        if not stems or any(case.stem.startswith(stem) for stem in stems):
            load_recipe(case)(case.rows, folder / case.file_name)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
