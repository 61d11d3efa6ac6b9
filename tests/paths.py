"""Where tests find files, whatever folder they lie in themselves."""

import os
import shlex
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "raw" / "sample"
MATRIX = ROOT / "tests" / "matrix"
CALLED = f"{shlex.quote(sys.executable)} -m pipeline"
"""How messages call the command in a process that tests start."""

# Collected beside the checkout, never committed: tests that use them skip where they are absent.
_COLLECTED = ROOT.parent / "shared"
CASES = Path(os.environ.get("CASES", _COLLECTED / "cases"))
HOSTILE = Path(os.environ.get("HOSTILE_PDFS", _COLLECTED / "hostile"))
CORPORA = Path(os.environ.get("LONG_TABLES", _COLLECTED / "corpora"))
