"""The commands that print the unseen documents and score a reading of them."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from importlib import import_module
from pathlib import Path

from tests.builders.unseen import score
from tests.builders.unseen.traits import OF_HTML, PRODUCERS, Traits, draw_traits

MODULES = dict.fromkeys(OF_HTML, "by_html.print_html") | {
    "reportlab": "by_python.print_reportlab",
    "fpdf2": "by_python.print_fpdf2",
    "typst": "by_typst.print_typst",
    "latex": "by_tex.print_latex",
    "groff": "by_tex.print_groff",
    "calc": "by_office.print_calc",
    "writer": "by_office.print_writer",
}
"""Loaded when needed: no producer is a dependency."""


def main(arguments: list[str]) -> int:
    """Print documents, or score a reading of them; 1 where a document could not be printed."""
    if arguments[:1] == ["score"]:
        return score.main(arguments[1:])
    parser = argparse.ArgumentParser(prog="python -m tests.builders.unseen")
    parser.add_argument("out", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=150)
    parser.add_argument("--producer", choices=PRODUCERS, nargs="*", default=PRODUCERS)
    parser.add_argument("--jobs", type=int, default=1)
    options = parser.parse_args(arguments)
    drawn = [draw_traits(options.seed, number) for number in range(1, options.count + 1)]
    options.out.mkdir(parents=True, exist_ok=True)
    wanted = [traits for name in options.producer for traits in drawn if traits.producer == name]
    with ThreadPoolExecutor(options.jobs) as pool:
        printed = list(pool.map(lambda traits: _print(traits, options.out), wanted))
    return int(not all(printed))


def _print(traits: Traits, folder: Path) -> bool:
    """Print one document, beside it its traits; a failure is said and the others go on."""
    if traits.producer not in (*OF_HTML, "typst"):
        traits = import_module("tests.builders.unseen.measure").narrowed(traits)
    path = folder / f"{traits.stem}.pdf"
    module, _, function = MODULES[traits.producer].partition(".")
    printer: Callable[[Traits, Path], None] = getattr(
        import_module(f"tests.builders.unseen.{module}"), function
    )
    try:
        printer(traits, path)
    except Exception as error:  # noqa: BLE001 - whatever a producer raises
        sys.stderr.write(f"{traits.stem}: {error!r}\n")
        return False
    path.with_suffix(".json").write_text(json.dumps(asdict(traits), indent=1), encoding="utf-8")
    return True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
