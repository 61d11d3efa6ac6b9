"""The command line: options in, exit codes out. What is done stands in `run`, how in the stages.

    app       the commands
    options   what several commands share
    terminal  what a command shows while it runs and when it ends
    github    what it tells GitHub Actions then
    streams   standard output and error, also where they fail

Data goes to standard output, logs and progress to standard error.
"""

import gc
import sys

import click

from pipeline.cli.app import cli
from pipeline.cli.streams import prepare_streams
from pipeline.errors import NotTextError, PlanungsrahmenError
from pipeline.logs import start_logging
from pipeline.values import is_text

OBJECTS_BETWEEN_COLLECTIONS = 50_000


def main() -> None:
    """Run the command line; turn every expected error into one line and its exit code."""
    prepare_streams()
    start_logging(sys.stderr)
    # Loading modules makes many objects and no garbage: looking for it takes a tenth of that time.
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
    try:
        for argument in sys.argv:
            # What is not UTF-8 can neither be written down nor given to the database.
            if not is_text(argument):
                raise NotTextError(argument)
        cli.main(prog_name="planungsrahmen")
    except PlanungsrahmenError as error:
        click.echo(f"error: {error}", err=True)
        sys.exit(error.exit_code)
    finally:
        # A last search for garbage in all modules takes longer than a run that finds nothing new.
        # DuckDB wants it: it counts what nobody has let go of, and complains.
        if "duckdb" not in sys.modules:
            gc.freeze()
