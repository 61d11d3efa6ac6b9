"""Options that several commands share: names, defaults and help said once."""

import getpass
import os
from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import Any, TypeAlias, TypeVar, cast
from unicodedata import category
from urllib.parse import urlsplit

import click
from click import Context, Parameter

from pipeline.cli.documents import OF_WEB, PathName, Pdf
from pipeline.commands import WAREHOUSE, WAREHOUSE_VARIABLE, give_folders, usual_raw_dir
from pipeline.jsonfiles import SHOWN_SIGNS
from pipeline.logs import log_errors_only, log_everything
from pipeline.model import USUAL_LIMITS
from pipeline.run.setup import ALL_ENGINES, OWN_ENGINE, Setup
from pipeline.values import one_line

ENGINES = {"all": ALL_ENGINES, "own": (OWN_ENGINE,)}
"""The engines of `--readings`."""

Command = TypeVar("Command", bound=Callable[..., Any])
Decorator: TypeAlias = Callable[[Callable[..., Any]], Callable[..., Any]]


class TextType(click.ParamType[str]):
    """A text of one line that is not blank."""

    name = "text"

    def convert(self, value: str, param: Parameter | None, ctx: Context | None) -> str:
        """Return the text without line breaks; a placeholder (…) is none."""
        text = one_line(value)
        if any(map(str.isalnum, text)):
            return text
        expected = (
            f"expected a text in words, found {text!r}" if text else "expected a text, found none"
        )
        return self.fail(expected, param, ctx)


class Folder(click.Path):
    """The name of a folder that is there, or that can be made."""

    def __init__(self) -> None:
        super().__init__(file_okay=False, path_type=Path)

    def convert(self, value: PathName, param: Parameter | None, ctx: Context | None) -> Path:
        """Return the path; what is no name of a folder of its own is refused."""
        typed = os.fspath(value)
        if not typed.strip():
            self.fail("expected the name of a folder, found none", param, ctx)
        if any(category(sign) == "Cc" for sign in typed):
            self.fail(f"expected a name without control characters, found {typed!r}", param, ctx)
        if os.path.realpath(typed) == os.sep:
            self.fail(f"expected a folder of its own, found {typed}", param, ctx)
        try:
            Path(typed).stat()
        except FileNotFoundError:
            pass
        except OSError as error:
            self.fail(f"{typed[:SHOWN_SIGNS]} cannot be used: {error.strerror}", param, ctx)
        return Path(os.fsdecode(super().convert(typed, param, ctx)))


def login_name() -> str:
    """Return who is logged in, and so decides where nobody else is named."""
    try:
        return getpass.getuser()
    except (OSError, KeyError) as error:
        raise click.BadParameter("the login name is not known; say who decides") from error


def _warehouse(context: Context, parameter: Parameter, folder: Path) -> Path:
    """Remember the folder for the commands that messages name."""
    give_folders(warehouse=folder)
    return folder


def _raw_dir(context: Context, parameter: Parameter, folder: Path | None) -> Path:
    """Remember the folder too; without one it is the usual one of the warehouse."""
    folder = folder or usual_raw_dir(context.params["warehouse"])
    give_folders(raw_dir=folder)
    return folder


TEXT = TextType()
warehouse_option = click.option(
    "--warehouse",
    type=Folder(),
    default=WAREHOUSE,
    show_default=True,
    envvar=WAREHOUSE_VARIABLE,
    show_envvar=True,
    is_eager=True,  # whatever is typed wrong, the remedy names the folders
    callback=_warehouse,
    help="Folder of snapshots and database.",
)
raw_dir_option = click.option(
    "--raw-dir",
    type=Folder(),
    default=None,
    is_eager=True,
    callback=_raw_dir,
    help="Folder of the documents' bytes.  [default: raw; of another warehouse DIR: DIR/raw]",
)
readings_option = click.option(
    "--readings",
    "engines",
    type=click.Choice(["all", "own"]),
    default="all",
    callback=lambda context, parameter, value: ENGINES[value],
    show_default=True,
    help="Compare the readings of all engines, or rely on ours and the document's own sums.",
)
reason_option = click.option(
    "--reason", required=True, type=TEXT, help="Why; kept and shown with the edition."
)
by_option = click.option(
    "--by", type=TEXT, default=login_name, help="Who decides.  [default: the login name]"
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
pdf_argument = click.argument("pdf", type=Pdf())
pdfs_argument = click.argument("pdfs", metavar="PDF...", nargs=-1, required=True, type=Pdf())


def _existing_folder(context: Context, parameter: Parameter, path: Path | None) -> Path | None:
    """Refuse a file whose folder is not there: it may be misspelt."""
    if path and not path.resolve().parent.is_dir():
        raise click.BadParameter(f"there is no folder {path.resolve().parent}")
    return path


def picture_option(name: str, text: str) -> Decorator:
    """An option for a picture: a PNG file to be written."""
    kind = click.Path(dir_okay=False, path_type=Path)
    return click.option(name, type=kind, callback=_existing_folder, help=text)


def web_address(context: Context, parameter: Parameter, address: str | None) -> str | None:
    """Return an address that ends with a slash; refuse what is not a web address."""
    if address is None:
        return None
    parts = urlsplit(address)
    if parts.scheme not in OF_WEB or not parts.hostname or parts.query or parts.fragment:
        raise click.BadParameter("expected an address like https://example.org/planungsrahmen/")
    return f"{address.rstrip('/')}/"


def form_option(*forms: str, default: str | None = None, more: str = ".") -> Decorator:
    """Return an option that says in which form a command prints."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(forms),
        default=default,
        show_default=True,
        help=f"Form of the output{more}",
    )


def limit_option(name: str, unit: str, most: int, help_text: str) -> Decorator:
    """Return an option that says what the answer to a question may cost."""
    default = getattr(USUAL_LIMITS, name.strip("-").replace("-", "_"))
    kind = click.IntRange(1, most)
    return click.option(
        name, type=kind, metavar=unit, default=default, show_default=True, help=help_text
    )


def run_options(command: Command) -> Command:
    """Give a command what all need that read documents into a warehouse: `setup` and `as_json`."""

    @wraps(command)
    def run(
        *args: Any, warehouse: Path, raw_dir: Path, engines: Sequence[str], **others: Any
    ) -> Any:
        return command(*args, setup=Setup(warehouse, raw_dir, engines), **others)

    for option in (json_option, readings_option, raw_dir_option, warehouse_option):
        run = option(run)
    return cast(Command, run)


def _set_verbosity(context: Context, parameter: Parameter, value: bool) -> None:
    if not value:
        return
    if parameter.name == "quiet":
        log_errors_only()
        context.ensure_object(dict)["quiet"] = True
    else:
        log_everything()


def _verbosity(name: str, flag: str, help_text: str) -> click.Option:
    return click.Option(
        [name, flag], is_flag=True, help=help_text, expose_value=False, callback=_set_verbosity
    )


VERBOSITY = (
    _verbosity("--quiet", "-q", "Log errors only, show no progress."),
    _verbosity("--verbose", "-v", "Log more."),
)
"""Options of every command, which set how much is logged."""
