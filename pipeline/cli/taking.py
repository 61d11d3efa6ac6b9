"""Commands that take documents in."""

from pathlib import Path

import click

from pipeline import run
from pipeline.cli.options import (
    ENGINES,
    archive_address,
    json_option,
    optional_text,
    pdf_argument,
    raw_dir_option,
    readings_option,
    warehouse_option,
    with_verbosity,
)
from pipeline.cli.terminal import RunCommand, end_run, show_counted, show_progress
from pipeline.console import plan_text


@click.command(cls=RunCommand)
@pdf_argument
@warehouse_option
@raw_dir_option
@readings_option
@json_option
@with_verbosity
def ingest(pdf: Path, warehouse: Path, raw_dir: Path, readings: str, as_json: bool) -> None:
    """Take one local PDF the whole way into the warehouse.

    Exit codes: 0 new or unchanged, 3 held (checks failed, nothing published), 4 the document
    cannot be read, 6 the warehouse is busy, damaged or not writable.
    """
    with show_progress(f"ingest {pdf.name}", run.INGEST_STEPS) as progress:
        summary = run.ingest(pdf, warehouse, raw_dir, progress, ENGINES[readings])
    end_run(summary, warehouse, as_json)


@click.command(cls=RunCommand)
@click.option("--url", callback=optional_text, help="Ask this address instead of the source's own.")
@warehouse_option
@raw_dir_option
@readings_option
@json_option
@with_verbosity
def refresh(url: str | None, warehouse: Path, raw_dir: Path, readings: str, as_json: bool) -> None:
    """Fetch the document from its source's address and take it the whole way.

    Where nothing is new it ends at once. Exit codes: 0 new or unchanged, 3 held (checks failed,
    nothing published), 4 the document cannot be read, 5 it cannot be had, 6 the warehouse is busy,
    damaged or not writable.
    """
    with show_progress("refresh", run.REFRESH_STEPS) as progress:
        summary = run.refresh(warehouse, raw_dir, progress, ENGINES[readings], url)
    end_run(summary, warehouse, as_json)


@click.command(cls=RunCommand)
@click.option(
    "--archive-url", callback=archive_address, help="Ask this archive instead of web.archive.org."
)
@click.option("--dry-run", is_flag=True, help="Say what would be done; write nothing.")
@warehouse_option
@raw_dir_option
@readings_option
@json_option
@with_verbosity
def backfill(
    archive_url: str | None,
    dry_run: bool,
    warehouse: Path,
    raw_dir: Path,
    readings: str,
    as_json: bool,
) -> None:
    """Take in every edition that the Internet Archive holds, oldest first.

    What was fetched before is not fetched again, so a run that was stopped can be run again. A
    capture that is broken, or that the archive will not give, is a warning.

    Exit codes: 0 all taken in or known, 3 something is held (the rest is published), 4 a document
    cannot be read or its layout is not understood (the same), 5 the archive cannot be reached or
    stopped answering (what is done stays; run it again), 6 the warehouse is busy, damaged or not
    writable.
    """
    if dry_run:
        click.echo(plan_text(run.plan_backfill(warehouse, raw_dir, archive_url), as_json))
        return
    with show_counted("backfill", "capture") as progress:
        summary = run.backfill(warehouse, raw_dir, progress, ENGINES[readings], archive_url)
    end_run(summary, warehouse, as_json)
