"""A small run of the whole bench: every section is tried, every bar is met."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from tests.paths import ROOT

TOTAL = re.compile(r"^    together +([\d,]+)", re.MULTILINE)


@pytest.mark.slow
def test_a_few_faults_of_each_section_meet_every_bar() -> None:
    command = ["-m", "tests.faults", "--faults", "130", "--printed", "8", "--jobs", "2"]
    run = subprocess.run(
        [sys.executable, *command], cwd=ROOT, capture_output=True, text=True, timeout=600
    )
    assert (run.returncode, run.stderr) == (0, ""), run.stdout
    tried = [int(count.replace(",", "")) for count in TOTAL.findall(run.stdout)]
    in_one, printed, alike, in_texts, in_meaning, exact = tried
    assert (in_one, alike) == (130, 8)
    assert 8 <= printed <= 16
    assert 13 <= in_texts <= 26
    assert 26 <= in_meaning <= 52
    assert exact > 300_000
