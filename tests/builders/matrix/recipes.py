"""Where the recipe of each fixture stands, and what it says of itself.

Recipes are read as text, not imported: the producers need not be installed.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.builders.matrix.cases import Case

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Recipe:
    """Where a recipe stands and what its docstring says."""

    module: str
    function: str
    layout: str
    purpose: str


@cache
def recipes() -> dict[str, Recipe]:
    """Map "producer_recipe" to the recipe, for all of them."""
    found: dict[str, Recipe] = {}
    for path in sorted(FOLDER.glob("by_*.py")):
        producer = path.stem.split("_")[1]
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                layout, _, purpose = (ast.get_docstring(node) or "").partition("\n\n")
                recipe = Recipe(path.stem, node.name, _line(layout), _line(purpose))
                found[f"{producer}_{node.name}"] = recipe
    return found


def find_recipe(case: Case) -> Recipe:
    """Return the recipe of a case; raises KeyError where there is none."""
    return recipes()[case.stem.removesuffix("_full")]


def _line(text: str) -> str:
    return " ".join(text.split()).rstrip(".")
