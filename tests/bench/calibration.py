"""Fit the weights of doubts about tables, and show whether confidences keep what they say.

    python -m tests.bench.calibration --corpora FOLDER

Each document is judged by weights that were fitted without it. What is printed at the end belongs
into `pipeline.extract.layout.confidence`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import exp
from pathlib import Path

import click
import numpy as np

from pipeline.console import raw_table_record
from pipeline.extract.layout.confidence import DOUBTS, MOST_CERTAIN, find_doubts
from pipeline.extract.own import PdfiumEngine
from pipeline.model import RawTable
from tests.bench.corpora import (
    LONG,
    SMALL,
    found_relations,
    pdfs,
    row_key,
    true_rows,
    true_tables,
)
from tests.paths import CORPORA

MOST_OF_ONE = 6
"""A document with more tables counts as so many."""
MOST_TITLES = 2
LEVELS = (0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95)
STEPS, RATE, SHRINKING = 3_000, 2.0, 0.002


@dataclass(frozen=True)
class Judged:
    """A table of the corpora."""

    collection: str
    document: str
    is_right: bool
    doubts: tuple[float, ...]
    """The share of each."""


@dataclass(frozen=True)
class Weights:
    """What each doubt weighs, and from which sum on a table is more likely wrong than right."""

    certain: float
    doubts: Sequence[float]

    def share(self, table: Judged) -> float:
        """The share of tables like this one that are right."""
        against = sum(w * d for w, d in zip(self.doubts, table.doubts, strict=True))
        return MOST_CERTAIN / (1 + exp(against - self.certain))


def judged_tables(corpora: Path, left_out: Iterable[str] = ()) -> Iterator[Judged]:
    """All tables that are found in the corpora, but for some documents."""
    for collection, judge in ((SMALL, _judge_small), (LONG, _judge_long)):
        for pdf in pdfs(corpora, collection):
            if pdf.stem not in left_out:
                tables = PdfiumEngine().read(pdf).tables
                for table, is_right in zip(tables, judge(pdf, tables), strict=True):
                    doubts = tuple(doubt.share for doubt in find_doubts(table))
                    yield Judged(collection, f"{collection}/{pdf.stem}", is_right, doubts)


def _judge_small(pdf: Path, tables: Iterable[RawTable]) -> Iterator[bool]:
    true = true_tables(pdf)
    for table in tables:
        yield found_relations(raw_table_record(table, with_spans=True)) in true


def _judge_long(pdf: Path, tables: Iterable[RawTable]) -> Iterator[bool]:
    """Whether the rows are right: of a long table only these are known, and not what titles are.

    One may be unknown: transcripts have slips, and rows may go on over a page's end.
    """
    true = true_rows(pdf)
    for table in tables:
        known = [row_key(cell.text for cell in row.cells) in true for row in table.rows]
        first = known.index(True) if True in known else len(known)
        yield first <= MOST_TITLES and first < len(known) and known[first:].count(False) <= 1


def fit(tables: Sequence[Judged]) -> Weights:
    """The weights, none below zero, under which what is right is most likely."""
    counts = [sum(other.document == table.document for other in tables) for table in tables]
    counted = np.array([min(MOST_OF_ONE, count) / count for count in counts])
    counted /= counted.sum()
    right = np.array([float(table.is_right) for table in tables])
    doubts = np.array([table.doubts for table in tables])
    certain, weights = 1.0, np.ones(doubts.shape[1])
    for _ in range(STEPS):
        too_sure = (1 / (1 + np.exp(doubts @ weights - certain)) - right) * counted
        certain -= RATE * too_sure.sum()
        weights = np.maximum(weights + RATE * (too_sure @ doubts - SHRINKING * weights), 0.0)
    return Weights(float(certain), tuple(map(float, weights)))


def cross_validated(tables: Sequence[Judged]) -> list[tuple[float, Judged]]:
    """Each table with its confidence by weights fitted without its document."""
    found: list[tuple[float, Judged]] = []
    for document in sorted({table.document for table in tables}):
        weights = fit([table for table in tables if table.document != document])
        found += [(weights.share(table), table) for table in tables if table.document == document]
    return found


def reliability(title: str, judged: Sequence[tuple[float, Judged]]) -> str:
    """How many tables are at least so certain, and how many of them are right."""
    lines = [f"{title}: {len(judged)} tables, {sum(table.is_right for _, table in judged)} right"]
    for level in LEVELS:
        sure = [table.is_right for share, table in judged if share >= level]
        share = f"{sum(sure) / len(sure):.3f}" if sure else "-"
        lines.append(f"  confidence >= {level:.2f}: {len(sure):4} tables, {share} of them right")
    return "\n".join(lines)


@click.command(help="Fit the weights of doubts about tables, and show what confidences keep.")
@click.option("--corpora", type=click.Path(path_type=Path), default=CORPORA)
@click.option("--left-out", multiple=True, help="A document that is kept for the end.")
def main(corpora: Path, left_out: tuple[str, ...]) -> None:
    """Print the tables of reliability, and what each doubt weighs."""
    if not any(pdfs(corpora, SMALL)):
        raise click.ClickException(f"there is no {SMALL} in {corpora}")
    tables = list(judged_tables(corpora, left_out))
    judged = cross_validated(tables)
    click.echo(reliability("All, by weights fitted without the document", judged))
    small = [(share, table) for share, table in judged if table.collection == SMALL]
    click.echo(reliability("Small tables alone", small))
    weights = fit(tables)
    click.echo(f"CERTAIN = {weights.certain:.2f}")
    for name, weight in zip(DOUBTS, weights.doubts, strict=True):
        click.echo(f"{name}: {weight:.2f}")


if __name__ == "__main__":
    main()
