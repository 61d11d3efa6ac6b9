"""Commands that take a document in: from a file, from its address, from the archive."""

from collections.abc import Sequence
from pathlib import Path

import click

from pipeline.cli.documents import name_of
from pipeline.cli.options import TEXT, pdfs_argument, run_options
from pipeline.cli.terminal import RunCommand, end_runs, show_steps
from pipeline.console import plan_text
from pipeline.run.setup import Setup


@click.command(cls=RunCommand)
@pdfs_argument
@run_options
def ingest(pdfs: Sequence[Path], setup: Setup, as_json: bool) -> None:
    """Take local PDFs the whole way into the warehouse, one after the other.

    Each is kept, read, checked, stored and published; the same bytes again change nothing. With
    several, the exit code is the highest of theirs, and --json prints a list. A PDF that is given
    as - is read from standard input, of at most the size of a download.

    Exit codes: 0 new or unchanged, 3 held (checks failed, nothing published), 4 the document
    cannot be read, 6 the warehouse is busy, damaged or not writable.
    """
    from pipeline.run import ingest

    summaries = []
    for pdf in pdfs:
        with show_steps(f"ingest {pdf.name}"):
            summaries.append(ingest.ingest(pdf, setup, name_of(pdf)))
    end_runs(summaries, setup, as_json, as_list=len(summaries) > 1)


@click.command(cls=RunCommand)
@click.option("--url", type=TEXT, help="Ask this address instead of the source's own.")
@run_options
def refresh(url: str | None, setup: Setup, as_json: bool) -> None:
    """Fetch the document from its source's address and take it the whole way.

    Where nothing is new it ends at once. Where the document is gone, it is taken from the Internet
    Archive, with a warning. Each fetch, failed ones too, leaves a record in the raw store.

    Exit codes: 0 new or unchanged, 3 held (checks failed,
    nothing published), 4 the document cannot be read, 5 it cannot be had, 6 the warehouse is busy,
    damaged or not writable.
    """
    from pipeline.run import ingest

    with show_steps("refresh"):
        summary = ingest.refresh(setup, url)
    end_runs([summary], setup, as_json)


@click.command(cls=RunCommand)
@click.option("--archive-url", type=TEXT, help="Ask this archive instead of web.archive.org.")
@click.option("--dry-run", is_flag=True, help="Show what would be done; write nothing.")
@run_options
def backfill(archive_url: str | None, dry_run: bool, setup: Setup, as_json: bool) -> None:
    """Take in every edition that the Internet Archive holds, oldest first.

    What was fetched before is not fetched again, so a run that was stopped can be run again. What
    became of each capture is printed; one that is broken, or that the archive will not give, is a
    warning.

    Exit codes: 0 all taken in or known, 3 something is held (the rest is published), 4 a document
    cannot be read or its layout is not understood (the same), 5 the archive cannot be reached or
    stopped answering (what is done stays; run it again), 6 the warehouse is busy, damaged or not
    writable.
    """
    from pipeline.run import backfill

    if dry_run:
        plan = backfill.plan_backfill(setup, archive_url)
        click.echo(plan_text(plan, as_json), nl=False)
        return
    with show_steps("backfill"):
        summary = backfill.backfill(setup, archive_url)
    end_runs([summary], setup, as_json)
