"""Measure what is said about speed, and print it beside what is wanted. Nothing fails here."""

from __future__ import annotations

import gc
import tempfile
from collections.abc import Callable
from pathlib import Path

import click

from pipeline.extract.child import OBJECTS_BETWEEN_COLLECTIONS
from tests.bench import reading, runs, warehouse
from tests.bench.timing import table
from tests.builders.editions import ENDGUELTIG, VORLAEUFIG
from tests.builders.sample import SAMPLES

SAMPLE = Path("raw/sample")
RULED, UNRULED = (
    next(SAMPLE / sample.file_name for sample in SAMPLES if sample.edition == edition)
    for edition in (ENDGUELTIG, VORLAEUFIG)
)


@click.command(help="Speed and size, as ratios of runs made side by side. Takes some minutes.")
@click.option("--runs", "count", default=3, show_default=True, help="Runs of each.")
@click.option("--editions", default=1_000, show_default=True, help="Editions in the database.")
@click.option("--only", multiple=True, help="One part alone, such as refresh.")
def main(count: int, editions: int, only: tuple[str, ...]) -> None:
    """Print one table after the other."""
    # As in the process that reads untrusted files; for the others alike.
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        parts: dict[str, Callable[[], str]] = {
            "ruled": lambda: table(f"Ruled: {RULED}", reading.ruled(RULED, count)),
            "unruled": lambda: table(f"Without lines: {UNRULED}", reading.unruled(UNRULED, count)),
            "process": lambda: table("Whole processes", reading.whole_process(RULED, count)),
            "growth": lambda: reading.growth(folder),
            "all": lambda: table("All readings", runs.all_readings(RULED, count)),
            "refresh": lambda: table(
                "A run without news", runs.refresh_without_news(RULED, folder, count)
            ),
            "database": lambda: warehouse.answers(folder / "many", editions, count),
        }
        if unknown := set(only) - parts.keys():
            raise click.BadParameter(f"no part {', '.join(sorted(unknown))}; {', '.join(parts)}")
        for part, measure in parts.items():
            if not only or part in only:
                click.echo(measure() + "\n")


if __name__ == "__main__":
    main()
