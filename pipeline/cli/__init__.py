"""The command line: options in, exit codes out. What is done stands in `run`, how in the stages.

    options     what several commands share
    streams     standard output and error, also where they fail
    terminal    what a command shows while it runs and when it ends
    github      what it tells GitHub Actions then
    taking      ingest, refresh, backfill
    extracting  extract
    deciding    accept, withdraw
    looking     snapshots, diff, query
    upkeep      export, reprocess, rebuild, verify

Data goes to standard output, logs and progress to standard error.
"""

import gc
import sys
from collections.abc import Sequence

import click

from pipeline import __version__
from pipeline.cli.deciding import accept, withdraw
from pipeline.cli.extracting import extract
from pipeline.cli.looking import diff, query, snapshots
from pipeline.cli.streams import prepare_streams
from pipeline.cli.taking import backfill, ingest, refresh
from pipeline.cli.upkeep import export, rebuild, reprocess, verify
from pipeline.errors import NotTextError, PlanungsrahmenError
from pipeline.logs import start_logging
from pipeline.values import is_text

COMMANDS = (
    ingest,
    refresh,
    backfill,
    extract,
    accept,
    withdraw,
    snapshots,
    diff,
    query,
    export,
    reprocess,
    rebuild,
    verify,
)
OBJECTS_BETWEEN_COLLECTIONS = 50_000


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="planungsrahmen")
def cli() -> None:
    """Turn the published PDF of amounts per municipality into data that can be trusted."""


for command in COMMANDS:
    cli.add_command(command)


def main() -> None:
    """Run the command line; turn every expected error into one line and its exit code."""
    prepare_streams()
    start_logging(sys.stderr)
    # Loading modules makes many objects and no garbage: looking for it takes a tenth of that time.
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
    try:
        _refuse_what_is_no_text(sys.argv)
        cli.main(prog_name="planungsrahmen")
    except PlanungsrahmenError as error:
        click.echo(f"error: {error}", err=True)
        sys.exit(error.exit_code)
    finally:
        # A last search for garbage in all modules takes longer than a run that finds nothing new.
        # DuckDB wants it: it counts what nobody has let go of, and complains.
        if "duckdb" not in sys.modules:
            gc.freeze()


def _refuse_what_is_no_text(arguments: Sequence[str]) -> None:
    """Names that are not UTF-8 can neither be written down nor given to the database."""
    for argument in arguments:
        if not is_text(argument):
            raise NotTextError(argument)
