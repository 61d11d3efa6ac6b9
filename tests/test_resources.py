"""What was lacking is found in whatever error it ended as, and blames nothing else."""

from __future__ import annotations

import errno

import pytest

from pipeline.errors import BrokenPdfError, ExitCode, QueryError, exit_code_of
from pipeline.resources import MEBIBYTE, check_room, missing_resource


class OutOfMemoryException(Exception):  # noqa: N818 - as DuckDB calls it
    """As DuckDB's."""


class IOException(Exception):  # noqa: N818 - as DuckDB calls it
    """As DuckDB's."""


MAPPED = "_duckdb.so: failed to map segment from shared object"


@pytest.mark.parametrize(
    ("error", "lack"),
    [
        (MemoryError(), "out of memory: MemoryError; "),
        (OSError(errno.ENOMEM, "Cannot allocate memory"), "out of memory: [Errno 12] Cannot allo"),
        (OSError(errno.EMFILE, "Too many open files"), "out of open files: [Errno 24] Too many"),
        (OSError(errno.ENFILE, "Too many open files"), "out of open files: [Errno 23] Too many"),
        (
            OSError(errno.EMFILE, "Too many", "a.py"),
            "out of open files: [Errno 24] Too many; allow more",
        ),
        (
            BlockingIOError(errno.EAGAIN, "fork"),
            "out of processes or threads, or of memory ",
        ),
        (
            RuntimeError("can't start new thread"),
            "out of processes or threads, or of memory for them: ",
        ),
        (ImportError(MAPPED), f"out of memory: {MAPPED}; "),
        (
            OSError("libX.so: cannot open shared object file: No such file"),
            "libraries are missing: libX.so: ",
        ),
        (
            OutOfMemoryException("could not allocate\nblock"),
            "out of memory: could not allocate block; ",
        ),
        (
            IOException("Cannot open file: Too many open files"),
            "out of open files: Cannot open file: ",
        ),
        (ValueError("in a library's own", MemoryError("8 MiB")), "out of memory: 8 MiB; "),
    ],
)
def test_what_was_lacking_is_named(error: Exception, lack: str) -> None:
    assert (missing_resource(error) or "").startswith(lack)
    assert exit_code_of(error) is ExitCode.WAREHOUSE


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        FileNotFoundError(errno.ENOENT, "Cannot allocate memory"),
        ImportError("cannot import name 'x' from 'y'"),
        ValueError("Too many open files"),
        RuntimeError("dictionary changed size during iteration"),
    ],
)
def test_other_errors_are_not_taken_for_it(error: Exception) -> None:
    assert missing_resource(error) is None
    assert exit_code_of(error) is ExitCode.BUG


def test_no_document_is_called_broken_for_it() -> None:
    def read() -> None:
        try:
            try:
                raise OSError(errno.EMFILE, "Too many open files")
            except OSError as error:
                raise LookupError("no font") from error
        except LookupError as error:
            raise BrokenPdfError("a.pdf", str(error)) from error

    with pytest.raises(LookupError):
        read()


def test_who_asks_too_much_is_told_that() -> None:
    def ask() -> None:
        try:
            raise OutOfMemoryException("beyond the limit of the question")
        except OutOfMemoryException as error:
            raise QueryError("SELECT 1", str(error)) from error

    with pytest.raises(QueryError):
        ask()


def test_room_that_is_there_is_not_missed() -> None:
    check_room(MEBIBYTE, "a test")


def test_room_that_no_machine_has_is_missed() -> None:
    with pytest.raises(MemoryError, match="a test needs 1099511627776 MiB more"):
        check_room(2**60, "a test")
