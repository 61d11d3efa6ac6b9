"""The PDFs that a command is given: files, or what standard input gives.

Standard input is read whole before anything begins, no more of it than would be downloaded, and
lies in a file of its own as long as the command runs.
"""

import os
import re
import shlex
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

import click
from click import Context, Parameter

from pipeline.commands import PDF, STANDARD_INPUT, command
from pipeline.errors import NotAFileError, TooMuchInputError
from pipeline.files import SCRATCH_PREFIX, write_file

DASH = "-"
ADDRESS = re.compile(r"([a-z][a-z0-9+.-]*)://.+", re.IGNORECASE)
OF_WEB = ("http", "https")
PathName: TypeAlias = str | os.PathLike[str]


class Pdf(click.Path):
    """A file that a PDF can be read from, or `-` for standard input."""

    name = "pdf"

    def __init__(self) -> None:
        super().__init__(exists=True, dir_okay=False, path_type=Path)

    def convert(self, value: PathName, param: Parameter | None, ctx: Context | None) -> Path:
        """Return where the bytes lie; an address is no file, and has a command of its own."""
        typed = os.fspath(value)
        if typed == DASH and ctx:
            return _standard_input(ctx)
        if ctx and (address := ADDRESS.fullmatch(typed)) and not Path(typed).exists():
            fetch = _fetch_command(typed, address[1].lower(), str(ctx.info_name))
            self.fail(f"{typed} is an address; to fetch it, run: {fetch}", param, ctx)
        path = Path(os.fsdecode(super().convert(typed, param, ctx)))
        # A device may give bytes without end; a pipe ends with who writes to it.
        if path.is_char_device() or path.is_block_device():
            raise NotAFileError(str(path))
        return path


def _fetch_command(address: str, scheme: str, name: str) -> str:
    """Return what to type instead of an address: `refresh` asks those of the web.

    What only reads keeps nothing, and so does not fetch into a warehouse.
    """
    if scheme in OF_WEB and name == "ingest":
        return command("refresh", "--url", address)
    return f"curl --fail --silent --show-error {shlex.quote(address)} | {command(name, DASH)}"


def name_of(pdf: Path) -> str:
    """Return what to call a document: the file as it was given, or that it has none."""
    from_input = pdf == click.get_current_context().meta.get(STANDARD_INPUT)
    return STANDARD_INPUT if from_input else str(pdf)


def _standard_input(context: Context) -> Path:
    """Keep what standard input gives in a file until the command ends.

    Raises:
        TooMuchInputError: it gives more than a document has.
    """
    if STANDARD_INPUT in context.meta:
        raise click.UsageError("- is given twice; standard input can be read once")
    if sys.stdin and sys.stdin.isatty():
        example = f"{command(str(context.info_name), DASH)} <{PDF}"
        raise click.UsageError(f"standard input is a terminal; give it a PDF, as in: {example}")
    from schemas.source import load_source

    most = load_source().download.max_bytes
    content = sys.stdin.buffer.read(most + 1) if sys.stdin else b""
    if len(content) > most:
        raise TooMuchInputError(STANDARD_INPUT, most)
    folder = context.with_resource(TemporaryDirectory(prefix=SCRATCH_PREFIX))
    path = Path(folder, STANDARD_INPUT)
    write_file(path, content)
    context.meta[STANDARD_INPUT] = path
    return path
