"""Commands that look after a warehouse."""

import sys
from pathlib import Path

import click

from pipeline import run
from pipeline.cli.options import (
    ENGINES,
    json_option,
    login_name,
    optional_text,
    raw_dir_option,
    readings_option,
    warehouse_option,
    with_verbosity,
)
from pipeline.cli.terminal import RunCommand, end_run, end_runs, show_progress
from pipeline.errors import ExitCode


@click.command()
@warehouse_option
@with_verbosity
def export(warehouse: Path) -> None:
    """Write the newest edition as CSV and Parquet to the warehouse's exports folder."""
    paths = run.export(warehouse)
    for path in paths:
        click.echo(path)
    if not paths:
        click.echo("nothing to export: no edition is published", err=True)


@click.command()
@click.option(
    "--forget",
    metavar="ID",
    multiple=True,
    help="Publish without what is lost of this snapshot, for good; may be repeated.",
)
@click.argument("more", metavar="[ID]...", nargs=-1)
@click.option("--reason", callback=optional_text, help="Why it is given up; kept with it.")
@click.option("--by", callback=optional_text, help="Who gives it up.  [default: the login name]")
@warehouse_option
@with_verbosity
def rebuild(
    forget: tuple[str, ...],
    more: tuple[str, ...],
    reason: str | None,
    by: str | None,
    warehouse: Path,
) -> None:
    """Build database and exports anew from the snapshots.

    Where records of what was published are lost or damaged, nothing is built until they are
    restored, or given up with --forget, which names each of these snapshots by its whole ID. Who
    gave up what is kept beside the snapshots, and so are the database before and what is damaged.

    Exit codes: 0 built, 2 nothing is lost of what was to be forgotten, 6 records are lost, or the
    warehouse is busy, damaged or not writable.
    """
    if not forget and (more or reason or by):
        raise click.UsageError("IDs, --reason and --by go with --forget")
    by = by or (login_name() if forget else "")
    count, losses = run.rebuild(warehouse, (*forget, *more), by, reason)
    for loss in losses:
        click.echo(f"given up by {by}: {loss}")
    click.echo(f"built from {count} snapshots: {warehouse / 'planungsrahmen.duckdb'}")


@click.command()
@warehouse_option
@raw_dir_option
@with_verbosity
def verify(warehouse: Path, raw_dir: Path) -> None:
    """Prove files, database and exports, and read each document again to the same rows.

    Exit codes: 0 all agree, 6 something differs, or the warehouse is busy or damaged.
    """
    with show_progress("verify", None) as progress:
        count, differences = run.verify(warehouse, raw_dir, progress)
    for difference in differences:
        click.echo(f"difference: {difference}", err=True)
    if differences:
        sys.exit(ExitCode.WAREHOUSE)
    click.echo(f"verified: {count} snapshots, their files, documents and rows agree")


@click.command(cls=RunCommand)
@click.argument("snapshot_id", metavar="[ID]", required=False)
@click.option("--reason", callback=optional_text, help="Why, in German; kept with what is new.")
@warehouse_option
@raw_dir_option
@readings_option
@json_option
@with_verbosity
def reprocess(
    snapshot_id: str | None,
    reason: str | None,
    warehouse: Path,
    raw_dir: Path,
    readings: str,
    as_json: bool,
) -> None:
    """Read published documents again; a reading that differs supersedes the one before.

    ID is that of a snapshot, a prefix of it, latest, or previous; without it every edition that
    counts is read again, the oldest first. What was published before stays, with its files. --json
    prints a summary where ID is given, else a list with one for each snapshot.

    Exit codes, the worst of all readings: 0 superseded or unchanged, 2 no such snapshot, or one
    that is superseded or withdrawn, 3 held (the reading published before stays), 4 the document
    cannot be read today, 6 its bytes are missing, or the warehouse is busy or damaged.
    """
    with show_progress("reprocess", None) as progress:
        summaries = run.reprocess(
            warehouse, raw_dir, progress, ENGINES[readings], snapshot_id, reason
        )
    if snapshot_id is not None:
        end_run(summaries[0], warehouse, as_json)
    if not summaries and not as_json:
        click.echo("nothing to read again: no edition is published")
    end_runs(summaries, warehouse, as_json)
