"""The command line as a whole: which commands there are, and what is printed where one fails."""

import os
import sys
from pathlib import Path
from typing import NoReturn

import click

from pipeline import __version__
from pipeline.cli.commands import decide, extract, look, look_after, take_in
from pipeline.cli.options import VERBOSITY
from pipeline.cli.streams import prepare_streams
from pipeline.commands import give_folders, program
from pipeline.errors import ExitCode, NotTextError, PlanungsrahmenError
from pipeline.files import unreadable
from pipeline.logs import start_logging
from pipeline.values import is_text


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="planungsrahmen")
def cli() -> None:
    """Turn the published PDF of amounts per municipality into data that can be trusted."""
    give_folders()


for one in (
    *(take_in.ingest, take_in.refresh, take_in.backfill),
    extract.extract,
    *(decide.accept, decide.withdraw, decide.reprocess),
    *(look.show, look.partners, look.status, look.snapshots, look.diff, look.query),
    *(look_after.export, look_after.site, look_after.rebuild, look_after.verify),
):
    one.params.extend(VERBOSITY)
    cli.add_command(one)


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
