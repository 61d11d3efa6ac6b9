"""Commands with which a person decides what counts."""

from datetime import UTC, datetime
from pathlib import Path

import click

from pipeline import run
from pipeline.cli.options import (
    ENGINES,
    by_option,
    json_option,
    raw_dir_option,
    readings_option,
    reason_option,
    warehouse_option,
    with_verbosity,
)
from pipeline.cli.terminal import RunCommand, end_run, show_progress, tell_runs


@click.command(cls=RunCommand)
@click.argument("held_id", metavar="ID")
@reason_option
@by_option
@warehouse_option
@raw_dir_option
@readings_option
@json_option
@with_verbosity
def accept(
    held_id: str,
    verdict_reason: str,
    by: str,
    warehouse: Path,
    raw_dir: Path,
    readings: str,
    as_json: bool,
) -> None:
    """Publish a held document although checks failed: a person's decision, kept with it.

    ID is that of a held run or of a withdrawn snapshot, a prefix of it, or latest: the run held
    last. The document is read again. What nobody can vouch for is left out and listed: rows not
    understood, rows that contradict the register or each other, figures that the readings differ
    about. Where the report shows other rows or failed checks than are read today, it is written
    anew, and nothing is published. A document that was withdrawn becomes a new snapshot.

    Exit codes: 0 published or unchanged, 2 nothing of that name is held or withdrawn, 3 no row can
    be published, or the report was written anew, 4 the document cannot be read, 6 its bytes are
    missing, or the warehouse is busy or damaged.
    """
    verdict = run.Verdict(verdict_reason, by, datetime.now(UTC))
    with show_progress(f"accept {held_id}", run.ACCEPT_STEPS) as progress:
        summary = run.accept(warehouse, raw_dir, held_id, verdict, progress, ENGINES[readings])
    end_run(summary, warehouse, as_json)


@click.command(cls=RunCommand)
@click.argument("snapshot_id", metavar="ID")
@reason_option
@by_option
@warehouse_option
@with_verbosity
def withdraw(snapshot_id: str, verdict_reason: str, by: str, warehouse: Path) -> None:
    """Take an accepted edition out of the views; its files stay, with the reason.

    ID is that of a snapshot, a prefix of it, latest, or previous. To undo it, accept the snapshot.
    """
    verdict = run.Verdict(verdict_reason, by, datetime.now(UTC))
    summary = run.withdraw(warehouse, snapshot_id, verdict)
    tell_runs([summary])
    click.echo(summary.message)
