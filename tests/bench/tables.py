"""How exactly published tables are read, and how fast: ours beside the readers that are there.

    python -m tests.bench.tables --corpora FOLDER [--pymupdf PYTHON] [--json FILE]

Each reads in a process of its own that has loaded its library before; a document that takes too
long or ends the process has no tables. What is in the corpora `tests.bench.corpora` says.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Timer

import click

from pipeline.console import raw_table_record
from pipeline.extract.own import PdfiumEngine
from pipeline.tabular import align
from tests.bench.contenders import CAMELOT, LOCKED, OURS, PLUMBER, PYMUPDF, Contender, Run
from tests.bench.corpora import LONG, SMALL, Table, exact_rows, pdfs, score_smalls
from tests.builders.environments import NotOfferedError
from tests.paths import CORPORA

SPANS = "ours, with spans"
NAMES = (OURS, PLUMBER, "camelot auto", *CAMELOT, *LOCKED, PYMUPDF)
HEADS = (
    *("reader", "version", "mean F", "perfect", "micro F", "seconds"),
    *("long rows exact", "long seconds", "no answer"),
)


@dataclass
class Score:
    """What a reader reached; None where a collection is not there."""

    reader: str
    version: str = ""
    small_mean_f: float | None = None
    small_perfect: int | None = None
    small_tables: int | None = None
    small_micro_f: float | None = None
    small_seconds: float | None = None
    """Of the processor, as those of the long ones."""
    long_exact: int | None = None
    long_rows: int | None = None
    long_seconds: float | None = None
    no_answer: Sequence[str] = ()
    """The documents that it gave none for."""

    def cells(self) -> list[str]:
        """It as a row of a table for people."""

        def shown(value: float | None, form: str) -> str:
            return "" if value is None else format(value, form)

        share = self.long_exact / self.long_rows if self.long_exact and self.long_rows else None
        perfect = f"{self.small_perfect} of {self.small_tables}" if self.small_tables else ""
        return [
            *(self.reader, self.version),
            *(shown(self.small_mean_f, ".3f"), perfect, shown(self.small_micro_f, ".3f")),
            *(shown(self.small_seconds, ".1f"), shown(share, ".4f")),
            *(shown(self.long_seconds, ".1f"), str(len(self.no_answer) or "")),
        ]


class Reader:
    """A contender that is started anew where a document ends it."""

    def __init__(self, name: str, python: Path | None, most_seconds: float) -> None:
        self._name, self._python, self._most = name, python, most_seconds
        self._contender = Contender(name, python)
        self.failed: list[str] = []

    def read(self, pdf: Path) -> Run | None:
        """Let it read a document once."""
        timer = Timer(self._most, self._contender.kill)
        timer.start()
        try:
            return self._contender.read(pdf, tables=True)
        except (ValueError, BrokenPipeError):
            self.failed.append(pdf.name)
            self.end()
            self._contender = Contender(self._name, self._python)
            return None
        finally:
            timer.cancel()

    def end(self) -> None:
        """End the process."""
        with suppress(BrokenPipeError):
            self._contender.__exit__()


def measured(corpora: Path, name: str, python: Path | None, most_seconds: float) -> Score:
    """Let a reader read all that is there.

    Raises:
        NotOfferedError: it needs a release that is not to be had.
    """
    reader = Reader(name, python, most_seconds)
    try:
        small, long = ({pdf: reader.read(pdf) for pdf in pdfs(corpora, c)} for c in (SMALL, LONG))
    finally:
        reader.end()
    versions = [run.version for run in (*small.values(), *long.values()) if run]
    score = Score(name, versions[0] if versions else "", no_answer=reader.failed)
    if small:
        _add_smalls(score, {pdf: _records(run) for pdf, run in small.items()})
        score.small_seconds = sum(run.processor for run in small.values() if run)
    if long:
        exact = [exact_rows(pdf, _records(run)) for pdf, run in long.items()]
        score.long_exact, score.long_rows = map(sum, zip(*exact, strict=True))
        score.long_seconds = sum(run.processor for run in long.values() if run)
    return score


def _add_smalls(score: Score, readings: Mapping[Path, Sequence[Table]]) -> None:
    reached = score_smalls(readings)
    score.small_mean_f, score.small_micro_f = reached.mean_f, reached.micro_f
    score.small_perfect, score.small_tables = reached.perfect, len(reached.best)


def _records(run: Run | None) -> list[Table]:
    return [{"page": page, "rows": rows} for page, rows in (run.tables if run else ())]


def with_spans(corpora: Path) -> Score:
    """Ours once more, on small tables alone: a cell over several counts at all its places."""
    score = Score(SPANS)
    readings = {
        pdf: [raw_table_record(table, with_spans=True) for table in PdfiumEngine().read(pdf).tables]
        for pdf in pdfs(corpora, SMALL)
    }
    if readings:
        _add_smalls(score, readings)
    return score


def scores(
    corpora: Path, names: Sequence[str], pymupdf: Path | None, most_seconds: float
) -> Iterator[Score]:
    """What each reader reached, with a word about those that are not to be had."""
    for name in names:
        if name == PYMUPDF and pymupdf is None:
            click.echo(f"{name} is left out: --pymupdf names no Python that has it", err=True)
            continue
        try:
            yield measured(corpora, name, pymupdf if name == PYMUPDF else None, most_seconds)
        except NotOfferedError as error:
            click.echo(f"{name} is left out: {error}", err=True)
        if name == OURS:
            yield with_spans(corpora)


def text(found: Sequence[Score]) -> str:
    """The scores for people."""
    rows = [list(HEADS), *(score.cells() for score in found)]
    lines, _ = align(rows, [False, False, *[True] * (len(HEADS) - 2)])
    return "\n".join(line.rstrip() for line in lines)


@click.command(help="How exactly published tables are read, and how fast, beside other readers.")
@click.option("--corpora", type=click.Path(path_type=Path), default=CORPORA)
@click.option("--only", multiple=True, type=click.Choice(NAMES), help="One reader alone.")
@click.option("--pymupdf", type=click.Path(path_type=Path), help="A Python that has PyMuPDF.")
@click.option("--most-seconds", default=300.0, show_default=True, help="For one document.")
@click.option(
    "--json", "file", type=click.Path(path_type=Path), help="Write the scores there, too."
)
def main(
    corpora: Path,
    only: tuple[str, ...],
    pymupdf: Path | None,
    most_seconds: float,
    file: Path | None,
) -> None:
    """Print one table."""
    for collection in (SMALL, LONG):
        if not any(pdfs(corpora, collection)):
            click.echo(f"there is no {collection} in {corpora}: left out", err=True)
    if not any(pdf for collection in (SMALL, LONG) for pdf in pdfs(corpora, collection)):
        return
    found = list(scores(corpora, only or NAMES, pymupdf, most_seconds))
    click.echo(text(found))
    if file:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps([asdict(score) for score in found], indent=1), "utf-8")


if __name__ == "__main__":
    main()
