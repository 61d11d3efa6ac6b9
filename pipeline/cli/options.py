"""Options that several commands share: names, defaults and help said once."""

import getpass
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from pipeline.commands import WAREHOUSE, usual_raw_dir
from pipeline.errors import NotAFileError
from pipeline.logs import log_errors_only, log_everything
from pipeline.run.ingest import ALL_ENGINES, OWN_ENGINE
from pipeline.values import one_line

ENGINES = {"all": ALL_ENGINES, "own": (OWN_ENGINE,)}
"""The engines of `--readings`."""

Command = TypeVar("Command", bound=Callable[..., Any])

warehouse_option = click.option(
    "--warehouse",
    type=click.Path(file_okay=False, path_type=Path),
    default=WAREHOUSE,
    show_default=True,
    is_eager=True,  # the folder of documents is found by it
    help="Folder of snapshots and database.",
)
raw_dir_option = click.option(
    "--raw-dir",
    type=click.Path(file_okay=False, path_type=Path),
    default=None,
    callback=lambda context, parameter, value: value or usual_raw_dir(context.params["warehouse"]),
    help="Folder of the documents' bytes.  [default: raw; of another warehouse DIR: DIR/raw]",
)
readings_option = click.option(
    "--readings",
    type=click.Choice(["all", "own"]),
    default="all",
    show_default=True,
    help="Compare the readings of all engines, or rely on ours and the document's own sums.",
)
reason_option = click.option(
    "--reason",
    "verdict_reason",
    required=True,
    callback=lambda context, parameter, value: _not_blank(value),
    help="Why; kept and shown with the edition.",
)
by_option = click.option(
    "--by",
    default=None,
    callback=lambda context, parameter, value: _not_blank(value or login_name()),
    help="Who decides.  [default: the login name]",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
pdf_argument = click.argument(
    "pdf",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    callback=lambda context, parameter, value: _no_device(value),
)


def _no_device(path: Path) -> Path:
    """Refuse what may give bytes without end; a pipe ends with who writes to it."""
    if path.is_char_device() or path.is_block_device():
        raise NotAFileError(path)
    return path


def _not_blank(value: str) -> str:
    text = one_line(value)
    if not text:
        raise click.BadParameter("expected a text, found none")
    return text


def optional_text(
    context: click.Context, parameter: click.Parameter, value: str | None
) -> str | None:
    """Let an option be left out, but not be blank."""
    return None if value is None else _not_blank(value)


def archive_address(
    context: click.Context, parameter: click.Parameter, value: str | None
) -> str | None:
    """Let an archive be left out, but be nothing else than an address."""
    address = optional_text(context, parameter, value)
    if address is not None and not address.startswith(("https://", "http://")):
        raise click.BadParameter(
            f"{address!r} is not the address of an archive; expected one like "
            "https://web.archive.org"
        )
    return address


def login_name() -> str:
    """Return who is logged in, and so decides where nobody else is named."""
    try:
        return getpass.getuser()
    except (OSError, KeyError) as error:
        raise click.BadParameter("the login name is not known; say who decides") from error


def with_verbosity(command: Command) -> Command:
    """Give a command ``-v`` and ``-q``, which set how much is logged."""
    for name, flag, help_text in (
        ("--verbose", "-v", "Log more."),
        ("--quiet", "-q", "Log errors only, show no progress."),
    ):
        command = click.option(
            name, flag, is_flag=True, help=help_text, expose_value=False, callback=_set_verbosity
        )(command)
    return command


def _set_verbosity(context: click.Context, parameter: click.Parameter, value: bool) -> None:
    if not value:
        return
    if parameter.name == "quiet":
        log_errors_only()
        context.ensure_object(dict)["quiet"] = True
    else:
        log_everything()
