"""Run the notebook of `docs/` and keep what its cells show: `python -m tests.builders.notebook`.

Nothing but the standard library: cells of code are run in order in one namespace, and what the last
line of each gives is shown as text, or as a picture, as a notebook would. A picture is kept small.
"""

import ast
import contextlib
import io
import json
import os
from base64 import b64encode
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PIL import Image

from tests.builders.demo import copy_demo
from tests.paths import ROOT, SAMPLES

NOTEBOOK = ROOT / "docs" / "python.ipynb"
PICTURE_WIDTH, PICTURE_COLOURS = 600, 32

Cell = dict[str, Any]


def make_demo(folder: Path) -> None:
    """Make a folder in which examples run: both samples, and the warehouse of `make demo`."""
    (folder / "raw").mkdir()
    (folder / "raw" / "sample").symlink_to(SAMPLES)
    copy_demo(folder / "warehouse" / "demo")


def executed(notebook: dict[str, Any]) -> dict[str, Any]:
    """Return a notebook with the outputs that its cells give in this folder."""
    names: dict[str, Any] = {}
    cells = [run_cell(cell, names) for cell in notebook["cells"]]
    return {**notebook, "cells": cells}


def run_cell(cell: Cell, names: dict[str, Any]) -> Cell:
    """Return a cell with what it prints and shows; names are kept for those after it."""
    if cell["cell_type"] != "code":
        return cell
    tree, last = ast.parse("".join(cell["source"])), None
    if tree.body and isinstance(tree.body[-1], ast.Expr):
        last = ast.Expression(tree.body.pop().value)  # type: ignore[attr-defined]  # an Expr
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(tree, "cell", "exec"), names)
        shown = eval(compile(last, "cell", "eval"), names) if last else None
    streams = [{"name": "stdout", "output_type": "stream", "text": lines(printed.getvalue())}]
    outputs = (streams if printed.getvalue() else []) + ([] if shown is None else [result(shown)])
    return {**cell, "outputs": outputs}


def result(shown: object) -> dict[str, Any]:
    """Return what a notebook keeps of a value: its text, and its picture if it has one."""
    data: dict[str, Any] = {"text/plain": lines(repr(shown))}
    if hasattr(shown, "_repr_png_"):
        data["image/png"] = b64encode(small(shown._repr_png_())).decode()
    return {"data": data, "execution_count": None, "metadata": {}, "output_type": "execute_result"}


def small(png: bytes) -> bytes:
    """Return a picture of few colours, as wide as a page on a screen."""
    picture = Image.open(io.BytesIO(png))
    size = (PICTURE_WIDTH, PICTURE_WIDTH * picture.height // picture.width)
    output = io.BytesIO()
    picture.resize(size).quantize(PICTURE_COLOURS).save(output, "PNG", optimize=True)
    return output.getvalue()


def lines(text: str) -> list[str]:
    """Return a text as notebooks keep it."""
    return text.splitlines(keepends=True)


if __name__ == "__main__":
    with TemporaryDirectory() as place:
        make_demo(Path(place))
        os.chdir(place)
        content = executed(json.loads(NOTEBOOK.read_text("utf-8")))
    NOTEBOOK.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
