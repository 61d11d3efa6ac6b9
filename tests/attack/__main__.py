"""Attack the pipeline with real faults, and print what came of each; fail where one got through."""

from __future__ import annotations

import json
import logging
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path

import click

from pipeline.values import replace
from tests.attack import downloads, hostile, kills, load, oddities, papers, readers, states
from tests.attack.table import FULL, QUICK, Row, Scale, text
from tests.paths import HOSTILE

Attack = Callable[[Path, Scale], Iterable[Row]]
ATTACKS: dict[str, tuple[str, Attack]] = {
    "hostile": ("Hostile PDFs", hostile.hostile),
    "kills": ("Killed at random, and at every system call that changes a file", kills.kills),
    "readers": ("Readers while others publish", readers.readers),
    "downloads": ("Servers that fail, lie or never end", downloads.downloads),
    "states": ("Foreign logs, full disks, locks, clocks, damaged files", states.states),
    "oddities": ("Something odd in the place of anything", oddities.oddities),
    "papers": ("Documents that are not as expected", papers.papers),
    "load": ("Load", load.load),
}


@click.command(help="Attack with real faults and print what came of each. Takes about an hour.")
@click.option("--only", multiple=True, type=click.Choice(list(ATTACKS)), help="One part alone.")
@click.option("--quick", is_flag=True, help="A little of each, in some minutes.")
@click.option("--kills", "kill_count", type=click.IntRange(0), help="Random kills.  [default: 100]")
@click.option("--hostile", "folder", type=click.Path(path_type=Path), default=HOSTILE,
              help="Collected hostile PDFs; skipped where there are none.")  # fmt: skip
@click.option("--seed", default="1", show_default=True, help="Another seed, other faults.")
@click.option("--jobs", default=2, show_default=True, help="Processes at once.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def main(
    only: tuple[str, ...],
    quick: bool,
    kill_count: int | None,
    folder: Path,
    seed: str,
    jobs: int,
    as_json: bool,
) -> None:
    """Print one table after the other; end with 1 where an expectation is missed."""
    scale = replace(QUICK if quick else FULL, hostile=folder, seed=seed, jobs=jobs)
    logging.disable()  # what refreshes in this process say is in their summaries
    scale = scale if kill_count is None else replace(scale, kills=kill_count)
    found = {part: _attacked(part, scale, as_json) for part in only or ATTACKS}
    if as_json:
        tables = {part: [asdict(row) for row in rows] for part, rows in found.items()}
        click.echo(json.dumps(tables, indent=2, ensure_ascii=False))
    sys.exit(0 if all(row.ok for rows in found.values() for row in rows) else 1)


def _attacked(part: str, scale: Scale, quiet: bool) -> list[Row]:
    """Make one attack in a folder of its own, and print its table."""
    title, attack = ATTACKS[part]
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        rows = list(attack(Path(folder), scale))
    if not quiet:
        click.echo(f"{text(title, rows)}\n  {time.monotonic() - started:,.0f} s\n")
    return rows


if __name__ == "__main__":
    main()
