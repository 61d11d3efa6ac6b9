"""The commands: their options and help, what is called, what is printed.

A command imports what it runs when it runs, so that help and other commands do not wait for it.
Elsewhere modules import at their top; `tests/test_imports.py` names the few exceptions.

    take in      ingest, refresh, backfill
    read only    extract
    decide       accept, withdraw
    look         show, partners, status, snapshots, diff, query
    look after   export, site, reprocess, rebuild, verify
"""

import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click
from msgspec.structs import asdict

from pipeline import __version__
from pipeline.cli.documents import name_of
from pipeline.cli.options import (
    TEXT,
    by_option,
    existing_folder,
    form_option,
    json_option,
    limit_option,
    login_name,
    pdf_argument,
    pdfs_argument,
    raw_dir_option,
    reason_option,
    run_options,
    warehouse_option,
    web_address,
    with_verbosity,
)
from pipeline.cli.streams import prepare_streams
from pipeline.cli.terminal import (
    RunCommand,
    end_run,
    end_runs,
    report_runs,
    show_steps,
)
from pipeline.commands import command, file_word, give_folders, program
from pipeline.console import (
    Confidence,
    explanation_text,
    plan_text,
    raw_tables_text,
    row_error_line,
    rows_text,
    snapshots_text,
    table_lines,
)
from pipeline.errors import (
    ExitCode,
    NotTextError,
    NoWarehouseError,
    PlanungsrahmenError,
    QueryError,
)
from pipeline.files import read_regular, unreadable, write_file
from pipeline.logs import start_logging
from pipeline.model import QueryLimits, Reading
from pipeline.run.setup import Setup
from pipeline.summary import summary_record
from pipeline.tabular import json_text
from pipeline.values import is_text

if TYPE_CHECKING:
    from concurrent.futures import Future

MOST_STATEMENT_BYTES = 1_000_000
"""Of a file with a statement; one written by hand has a thousand."""


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="planungsrahmen")
def cli() -> None:
    """Turn the published PDF of amounts per municipality into data that can be trusted."""
    give_folders()


def run_command_line() -> None:
    """Run what was typed; turn every expected error into one line and its exit code."""
    prepare_streams()
    start_logging(sys.stderr)
    try:
        for argument in sys.argv:
            # What is not UTF-8 can neither be written down nor given to the database.
            if not is_text(argument):
                raise NotTextError(argument)
        # Nothing of ours has colours, and what looks like them in data is for the streams to show.
        sys.exit(cli.main(prog_name=program(), standalone_mode=False, color=True))
    except click.ClickException as error:
        _end_with_usage(error)
    except click.Abort:
        _say("aborted")
        sys.exit(ExitCode.BUG)
    except PlanungsrahmenError as error:
        _end_with(error)
    except OSError as error:
        if error.filename is None:
            raise
        _end_with(unreadable(Path(os.fsdecode(error.filename)), "a path that can be used", error))


def _end_with_usage(error: click.ClickException) -> NoReturn:
    """Say what was typed wrong, as all errors are said."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        error.show()
        sys.exit(error.exit_code)
    if isinstance(error, click.UsageError) and error.ctx:
        more = f"Try '{error.ctx.command_path} --help' for help."
        _say(f"{error.ctx.get_usage()}\n{more}\n")
    _say(f"error: {error.format_message()}")
    sys.exit(error.exit_code)


def _end_with(error: PlanungsrahmenError) -> NoReturn:
    _say(f"error: {error}")
    sys.exit(error.exit_code)


def _say(message: str) -> None:
    """Print a message where no command runs any more."""
    click.echo(message, err=True, color=True)


@cli.command(cls=RunCommand)
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
    if len(summaries) == 1:
        end_run(summaries[0], setup, as_json)
    end_runs(summaries, setup, as_json)


@cli.command(cls=RunCommand)
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
    end_run(summary, setup, as_json)


@cli.command(cls=RunCommand)
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
    end_run(summary, setup, as_json)


@cli.command()
@pdf_argument
@click.option(
    "--engine",
    type=click.Choice(["pdfium", "pdfplumber", "camelot"]),
    default="pdfium",
    show_default=True,
    help="Which reader to use.",
)
@form_option("csv", "json", more=".  [default: csv]")
@click.option("--raw", is_flag=True, help="Print the tables of any PDF as printed.")
@click.option(
    "--spans", is_flag=True, help="With --raw --format json: say which cells cover several."
)
@click.option(
    "--explain",
    is_flag=True,
    help="Print how the document was understood instead; with --raw how sure each table is.",
)
@click.option("--page", type=click.IntRange(min=1), help="The page to draw.  [default: 1]")
@click.option(
    "--picture",
    type=click.Path(dir_okay=False, path_type=Path),
    callback=existing_folder,
    help="With --explain: draw columns, rows and boxes of one page into this PNG file.",
)
@with_verbosity
def extract(
    pdf: Path,
    engine: str,
    form: str | None,
    raw: bool,
    spans: bool,
    explain: bool,
    page: int | None,
    picture: Path | None,
) -> None:
    """Print the rows of a PDF without touching any warehouse; - is standard input.

    Each row has its page and its box, in points (1/72 inch) from the top left corner of the page
    as a viewer shows it. What of a page is not among the tables of --raw is told on standard error.

    Exit codes: 0 all rows understood, 3 some not, or nothing says that it is the Planungsrahmen
    (both are told on standard error), 4 the document cannot be read or its layout is not
    understood.
    """
    if explain and form and not (raw and form == "json"):
        raise click.UsageError("--explain goes with --raw --format json, and with no other format")
    if spans and not (raw and form == "json"):
        raise click.UsageError("--spans goes with --raw --format json")
    if picture and (raw or not explain):
        raise click.UsageError("--picture goes with --explain, and not with --raw")
    if page and not picture:
        raise click.UsageError("--page goes with --picture")
    if raw:
        _print_tables(pdf, engine, form, spans, explain)
    elif explain:
        _print_rows(pdf, engine, None, picture, page or 1)
    else:
        _print_rows(pdf, engine, form or "csv")


@cli.command(cls=RunCommand)
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
    end_run(summary, setup, as_json)


@cli.command(cls=RunCommand)
@click.argument("snapshot_id", metavar="ID")
@reason_option
@by_option
@warehouse_option
@json_option
@with_verbosity
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


@cli.command()
@click.argument("gemeinde")
@warehouse_option
@raw_dir_option
@click.option(
    "--receipt",
    type=click.Path(dir_okay=False, path_type=Path),
    callback=existing_folder,
    help="Write a picture of the printed row to this PNG file.",
)
@json_option
@with_verbosity
def show(
    gemeinde: str, warehouse: Path, raw_dir: Path, receipt: Path | None, as_json: bool
) -> None:
    """Show in German what is published about a municipality, and where it is printed.

    GEMEINDE is a key, or a name as anybody may type it: with or without umlauts, hyphens and
    additions, a part of it, misspelt, with the Kreis behind it. Exit code 2: no municipality is
    called so, or several are; --json then prints these.
    """
    from pipeline.cli.choose import choose_gemeinde
    from pipeline.run import towns

    town = towns.look_up(warehouse, choose_gemeinde(gemeinde, as_json=as_json))
    click.echo(towns.show(warehouse, town, as_json=as_json), nl=False)
    if receipt:
        write_file(receipt, towns.receipt(raw_dir, town))
        click.echo(f"picture written to {receipt}", err=True)


@cli.command()
@click.argument("gemeinde")
@warehouse_option
@json_option
@with_verbosity
def partners(gemeinde: str, warehouse: Path, as_json: bool) -> None:
    """Name in German the groups with which a municipality reaches the threshold for an application.

    Groups of at most four from which no partner can stay away, of its association, its neighbours
    and its Kreis: the first ten, the smallest first, of these the least above the threshold.
    """
    from pipeline.cli.choose import choose_gemeinde
    from pipeline.run import towns

    chosen = choose_gemeinde(gemeinde, as_json=as_json)
    click.echo(towns.partners(warehouse, chosen, as_json=as_json), nl=False)


@cli.command()
@click.option(
    "--max-age",
    type=click.FloatRange(min=0),
    metavar="DAYS",
    help="End with 5 if the last success is older, or there was none.",
)
@warehouse_option
@json_option
@with_verbosity
def status(max_age: float | None, warehouse: Path, as_json: bool) -> None:
    """Say how the warehouse stands: newest edition, last success, what waits for somebody.

    A try is a run of refresh, ingest or backfill; a success is one that ended with 0.

    Exit codes: 5 see --max-age; where there is no warehouse there was no success, 6 the warehouse
    is damaged; without --max-age also: there is none.
    """
    from pipeline.run import status as run

    try:
        found = run.read_status(warehouse)
    except NoWarehouseError as error:
        if max_age is None:
            raise
        click.echo(f"error: no run has ended well: {error}", err=True)
        sys.exit(ExitCode.UNREACHABLE)
    text = run.status_json(found) if as_json else run.status_text(found, warehouse)
    click.echo(text, nl=False)
    if max_age is not None and found.is_older_than(max_age):
        click.echo(f"error: no run has ended well in the last {max_age:g} days", err=True)
        sys.exit(ExitCode.UNREACHABLE)


@cli.command()
@warehouse_option
@json_option
@with_verbosity
def snapshots(warehouse: Path, as_json: bool) -> None:
    """List the accepted editions in the order of acceptance.

    The status is that of the database: aktuell, frueher, ersetzt (by a better reading),
    zurueckgezogen, synthetisch_verborgen.
    """
    from pipeline.run import look

    click.echo(snapshots_text(look.list_snapshots(warehouse), as_json), nl=False)


@cli.command()
@click.argument("alt", metavar="[A]", default="previous")
@click.argument("neu", metavar="[B]", default="latest")
@warehouse_option
@click.option("--kreis", metavar="KREIS", help="Only this Kreis, by key or name.")
@click.option(
    "--top",
    type=click.IntRange(1),
    metavar="N",
    help="Only the N municipalities that changed most.",
)
@form_option("text", "markdown", "csv", "json", default="text")
@with_verbosity
def diff(
    alt: str, neu: str, warehouse: Path, kreis: str | None, top: int | None, form: str
) -> None:
    """Show in German what changed between two snapshots: sums, Kreise, municipalities.

    A and B are snapshots by ID, by the beginning of an ID, or latest and previous; without them
    the newest edition is compared with the one before. Where unlike things are compared, the
    output says so.
    """
    from pipeline.run import look

    if kreis is not None:
        from pipeline.cli.choose import choose_kreis

        kreis = choose_kreis(kreis)
    click.echo(look.diff(warehouse, alt, neu, form, kreis, top), nl=False)


@cli.command()
@click.argument("sql")
@warehouse_option
@form_option("table", "csv", "json", more="; a table on a terminal, else CSV.")
@limit_option("--timeout", "SECONDS", 86_400, "Stop after so many seconds.")
@limit_option("--memory", "MB", 1_000_000, "Stop at so many MB of memory (on Linux).")
@limit_option("--max-rows", "N", 1_000_000_000, "Refuse an answer of more rows.")
@with_verbosity
def query(sql: str, warehouse: Path, form: str | None, **limits: int) -> None:
    """Ask the database; SQL is a statement, or @FILE that holds one.

    The connection can neither change anything nor reach files or the network. The file is a regular
    one of 1 MB at most. On a terminal a table fits its width: text is cut (…), or each row becomes
    a block of lines; elsewhere nothing is cut. An answer that costs more than it may is refused as
    a whole.

    Exit codes: 2 the database refuses the SQL, or its answer costs more than it may, 6 the
    warehouse is damaged, or there is none.
    """
    from pipeline.run import look

    statement = _read_statement(sql)
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    form = form or ("table" if width else "csv")
    click.echo(look.query(warehouse, statement, form, width, QueryLimits(**limits)), nl=False)


@cli.command()
@warehouse_option
@json_option
@with_verbosity
def export(warehouse: Path, as_json: bool) -> None:
    """Write the newest edition to the exports folder, for people, programs and catalogues."""
    from pipeline.run import publish

    paths = publish.export(warehouse)
    if as_json:
        click.echo(json_text({"files": paths}), nl=False)
        return
    for path in paths:
        click.echo(path)
    if not paths:
        click.echo("nothing to export: no edition is published", err=True)


@cli.command()
@warehouse_option
@raw_dir_option
@click.option(
    "--url",
    "address",
    type=TEXT,
    callback=web_address,
    help="Where the page will be found on the web; feeds and embedding need it.",
)
@json_option
@with_verbosity
def site(warehouse: Path, raw_dir: Path, address: str | None, as_json: bool) -> None:
    """Build the German page for readers in the folder site of the warehouse.

    It opens by a double click and from any server, and asks for nothing from elsewhere. Files that
    did not change stay as they are, and all others take their place at once.
    """
    from pipeline.run.site import build_site

    written = build_site(warehouse, raw_dir, address)
    start = warehouse / "site" / "index.html"
    if as_json:
        click.echo(json_text({"page": start, **asdict(written)}), nl=False)
        return
    click.echo(f"{written.files} files, {written.changed} new or changed; open {start}")


@cli.command()
@click.option(
    "--forget",
    metavar="ID",
    multiple=True,
    help="Publish without what is lost of this snapshot, for good; may be repeated.",
)
@click.argument("more", metavar="[ID]...", nargs=-1)
@click.option("--reason", type=TEXT, help="Why it is given up; kept with it.")
@click.option("--by", type=TEXT, help="Who gives it up.  [default: the login name]")
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
    from pipeline.run import publish

    if not forget and (more or reason or by):
        raise click.UsageError("IDs, --reason and --by go with --forget")
    by = by or (login_name() if forget else "")
    count, losses = publish.rebuild(warehouse, (*forget, *more), by, reason)
    for loss in losses:
        click.echo(f"given up by {by}: {loss}")
    click.echo(f"built from {count} snapshots: {warehouse / 'planungsrahmen.duckdb'}")


@cli.command()
@warehouse_option
@raw_dir_option
@json_option
@with_verbosity
def verify(warehouse: Path, raw_dir: Path, as_json: bool) -> None:
    """Prove files, database and exports, and read each document again to the same rows.

    While no run may write, the files of snapshots are compared with their hashes, the database
    with one built anew from the records, and the figures of the exports with the database. Then
    each kept document of an intact snapshot is read again. Each difference says what to do.

    Exit codes: 0 all agree, 6 something differs, or the warehouse is busy or damaged.
    """
    from pipeline.run import verify

    with show_steps("verify"):
        count, differences = verify.verify(warehouse, raw_dir)
    if as_json:
        found = {"snapshots": count, "differences": [str(one) for one in differences]}
        click.echo(json_text(found), nl=False)
        sys.exit(ExitCode.WAREHOUSE if differences else ExitCode.DONE)
    for difference in differences:
        click.echo(f"difference: {difference}", err=True)
    if differences:
        sys.exit(ExitCode.WAREHOUSE)
    click.echo(f"verified: {count} snapshots, their files, documents and rows agree")


@cli.command(cls=RunCommand)
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
    if snapshot_id is not None:
        end_run(summaries[0], setup, as_json)
    if not summaries and not as_json:
        click.echo("nothing to read again: no edition is published")
    end_runs(summaries, setup, as_json)


def _print_rows(
    pdf: Path, engine: str, form: str | None, picture: Path | None = None, page: int = 1
) -> None:
    """Print the rows of a document, or how it was understood where no form is given."""
    with _reading(pdf, engine) as pending:
        from pipeline.interpret.stage import interpret
        from pipeline.run.read import (
            draw_understanding,
            identify_document,
            load_knowledge,
            rows_in_error,
        )

        load_knowledge()
        reading = pending.result()
    if picture:
        write_file(picture, draw_understanding(pdf, reading, page))
    interpretation = interpret(reading, name_of(pdf))
    identity = identify_document(interpretation)
    if form:
        click.echo(rows_text(interpretation.zeilen, form), nl=False)
    else:
        click.echo(explanation_text(interpretation, identity, _confidence(reading)))
    if reading.damage or not form:
        _print_notes(pdf, reading.notes)
    errors = rows_in_error(interpretation)
    for error in errors:
        click.echo(row_error_line(error, pdf.name), err=True)
    if not identity.passed:
        decide = f"for a report to decide by, run: {command('ingest')} {file_word(name_of(pdf))}"
        click.echo(f"{pdf.name}: {identity.name}: {identity.message}; {decide}", err=True)
    if errors or identity.holds:
        sys.exit(ExitCode.HELD)


@contextmanager
def _reading(pdf: Path, engine: str) -> "Iterator[Future[Reading]]":
    """Let a child read, while this process loads what it takes to understand the reading."""
    from concurrent.futures import ThreadPoolExecutor

    from pipeline.extract.sandbox import read

    with show_steps(f"extract {pdf.name}"), ThreadPoolExecutor(1) as pool:
        yield pool.submit(read, pdf, engine, name=name_of(pdf))


def _print_tables(
    pdf: Path, engine: str, form: str | None, with_spans: bool, explain: bool
) -> None:
    """Print the tables of any document, or in the place of CSV how sure each is."""
    with _reading(pdf, engine) as pending:
        reading = pending.result()
    if not reading.tables:
        click.echo(f"{pdf.name}: {engine} finds no table in it", err=True)
    _print_notes(pdf, reading.notes)
    found = _confidence(reading) if explain else []
    if explain and not form:
        for line in table_lines(reading.tables, found):
            click.echo(line)
        return
    tables, form = reading.tables, form or "csv"
    click.echo(raw_tables_text(tables, form, with_spans=with_spans, confidences=found), nl=False)


def _confidence(reading: Reading) -> list[Confidence]:
    from pipeline.extract.layout.confidence import confidence

    return [confidence(table) for table in reading.tables]


def _print_notes(pdf: Path, notes: Sequence[str]) -> None:
    """Print to standard error how many words are not among the rows, and on which pages."""
    for note in notes:
        click.echo(f"{pdf.name}: {note}", err=True)


def _read_statement(sql: str) -> str:
    if not sql.startswith("@"):
        return sql
    path = Path(sql[1:])
    try:
        if path.stat().st_size > MOST_STATEMENT_BYTES:
            most = f"{MOST_STATEMENT_BYTES:,}"
            found = f"has more than {most} bytes, expected one statement of {most} at most"
            raise QueryError(sql, f"{path} {found}")
        return read_regular(path).decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or error
        reason = f"{path}: expected a file that holds a statement, found: {why}"
        raise QueryError(sql, reason) from error
