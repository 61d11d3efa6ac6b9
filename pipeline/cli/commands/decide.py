"""Commands by which a person decides, and the one that reads again what was decided."""

from datetime import UTC, datetime
from pathlib import Path

import click

from pipeline.cli.options import (
    TEXT,
    by_option,
    json_option,
    reason_option,
    run_options,
    warehouse_option,
)
from pipeline.cli.terminal import RunCommand, end_runs, report_runs, show_steps
from pipeline.run.setup import Setup
from pipeline.summary import summary_record
from pipeline.tabular import json_text


@click.command(cls=RunCommand)
@click.argument("held_id", metavar="ID")
@reason_option
@by_option
@run_options
def accept(held_id: str, reason: str, by: str, setup: Setup, as_json: bool) -> None:
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
    from pipeline.manifest import Decision
    from pipeline.run import review

    decision = Decision(reason, by, datetime.now(UTC))
    with show_steps(f"accept {held_id}"):
        summary = review.accept(setup, held_id, decision)
    end_runs([summary], setup, as_json)


@click.command(cls=RunCommand)
@click.argument("snapshot_id", metavar="ID")
@reason_option
@by_option
@warehouse_option
@json_option
def withdraw(snapshot_id: str, reason: str, by: str, warehouse: Path, as_json: bool) -> None:
    """Take an accepted edition out of the views; its files stay, with the reason.

    ID is that of a snapshot, a prefix of it, latest, or previous. To undo it, accept the snapshot:
    its document is read again and becomes a new one.
    """
    from pipeline.manifest import Decision
    from pipeline.run import review

    decision = Decision(reason, by, datetime.now(UTC))
    summary = review.withdraw(warehouse, snapshot_id, decision)
    report_runs([summary])
    click.echo(json_text(summary_record(summary)) if as_json else summary.message, nl=not as_json)


@click.command(cls=RunCommand)
@click.argument("snapshot_id", metavar="[ID]", required=False)
@click.option("--reason", type=TEXT, help="Why, in German; kept with what is new.")
@run_options
def reprocess(snapshot_id: str | None, reason: str | None, setup: Setup, as_json: bool) -> None:
    """Read published documents again; a reading that differs supersedes the one before.

    ID is that of a snapshot, a prefix of it, latest, or previous; without it every edition that
    counts is read again, the oldest first. What was published before stays, with its files. --json
    prints a summary where ID is given, else a list with one for each snapshot.

    Exit codes, the worst of all readings: 0 superseded or unchanged, 2 no such snapshot, or one
    that is superseded or withdrawn, 3 held (the reading published before stays), 4 the document
    cannot be read today, 6 its bytes are missing, or the warehouse is busy or damaged.
    """
    from pipeline.run import review

    with show_steps("reprocess"):
        summaries = review.reprocess(setup, snapshot_id, reason)
    if not summaries and not as_json:
        click.echo("nothing to read again: no edition is published")
    end_runs(summaries, setup, as_json, as_list=snapshot_id is None)
