"""Measure what is said about speed, and print it beside what is wanted. Nothing fails here."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict
from functools import partial
from pathlib import Path

import click
import pypdfium2

from tests.bench import reading, runs, warehouse
from tests.bench.timing import Measured, table
from tests.builders.editions import ENDGUELTIG, VORLAEUFIG
from tests.builders.sample import SAMPLES
from tests.paths import CORPORA
from tests.paths import SAMPLES as FOLDER

RULED, UNRULED = (
    next(FOLDER / sample.file_name for sample in SAMPLES if sample.edition == edition)
    for edition in (ENDGUELTIG, VORLAEUFIG)
)
MOST_PAGES = 20
"""Of a published document that is read here: the others would take longer than all the rest."""

Part = Callable[[], Iterator[Measured]]


@click.command(help="Speed and size, as ratios of runs made side by side: at most ten minutes.")
@click.option("--runs", "count", default=2, show_default=True, help="Runs of each.")
@click.option("--editions", default=1_000, show_default=True, help="Editions in the database.")
@click.option("--only", multiple=True, help="One part alone, such as refresh.")
@click.option("--json", "kept", type=click.Path(path_type=Path), help="Write it to this file too.")
def main(count: int, editions: int, only: tuple[str, ...], kept: Path | None) -> None:
    """Print one table."""
    # An installed program is compiled; so shall be what is measured here.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory() as name:
        chosen = parts(Path(name), count, editions)
        if unknown := set(only) - chosen.keys():
            raise click.BadParameter(f"no part {', '.join(sorted(unknown))}; {', '.join(chosen)}")
        measured: list[Measured] = []
        for part, measure in chosen.items():
            if not only or part in only:
                click.echo(f"… {part}", err=True)
                measured.extend(measure())
    click.echo(table(measured))
    if kept:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps(list(map(asdict, measured)), indent=1), encoding="utf-8")


def parts(folder: Path, count: int, editions: int) -> dict[str, Part]:
    """What can be measured, by name, in order."""
    said = partial(click.echo, err=True)
    ruled = partial(reading.beside_others, "ruled", RULED, reading.ALL, reading.RULED)
    unruled = partial(reading.beside_others, "no lines", UNRULED, reading.ALL, reading.UNRULED)
    return {
        "ruled": partial(ruled, count, said),
        "unruled": partial(unruled, count, said),
        "published": partial(published, said),
        "growth": partial(reading.growth, folder),
        "process": partial(runs.whole_process, RULED, count),
        "many": runs.many_processes,
        "all": partial(runs.all_readings, RULED, count),
        "refresh": partial(runs.refresh_without_news, RULED, folder, count),
        "database": partial(warehouse.answers, folder / "many", editions, count),
    }


def published(said: Callable[[str], None]) -> Iterator[Measured]:
    """Ratios on published long tables, where some are at hand."""
    for path in sorted((CORPORA / "long").glob("*.pdf")):
        with pypdfium2.PdfDocument(path) as document:
            short = len(document) <= MOST_PAGES
        if short:
            bars = reading.PUBLISHED
            yield from reading.beside_others(path.stem, path, reading.FEW, bars, 1, said)


if __name__ == "__main__":
    main()
