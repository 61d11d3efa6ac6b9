"""The streams of the process: what is printed arrives whole or ends the run; messages never do.

Both are UTF-8 whatever the locale says, for the data are; bytes of a name that are no text are
shown as an escape. So is whatever could do something to a terminal, or deceive who looks at it: in
data on a terminal, in messages always, for logs are looked at later. In a pipe or a file data are
passed on unaltered.
"""

import io
import os
import shutil
import sys
from contextlib import suppress
from threading import RLock
from typing import NoReturn

from pipeline.errors import ExitCode
from pipeline.values import visible

READER_GONE = 128 + 13
"""What a shell makes of a process that writes where nobody reads any more (SIGPIPE)."""
_STDIN, _STDOUT, _STDERR = 0, 1, 2
_WHERE_CLOSED = {
    _STDIN: os.O_RDONLY,
    # So that writing fails, as it would to a closed stream.
    _STDOUT: os.O_RDONLY,
    _STDERR: os.O_WRONLY,
}


def prepare_streams() -> None:
    """Put streams in the place of the interpreter's, which ends with a traceback on a full disk."""
    _occupy_closed()
    sys.stdout = _Data(_bytes_to(_STDOUT), encoding="utf-8", errors="backslashreplace")
    sys.stderr = Messages(
        _bytes_to(_STDERR), encoding="utf-8", errors="backslashreplace", line_buffering=True
    )


def _occupy_closed() -> None:
    """Open what the caller has closed: else the next file opened would be taken for it."""
    for descriptor, mode in _WHERE_CLOSED.items():
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, mode)


def _bytes_to(descriptor: int) -> io.BufferedWriter:
    return io.BufferedWriter(io.FileIO(descriptor, "w", closefd=False))


class _Data(io.TextIOWrapper):
    """Standard output: an error of writing ends the process with its exit code."""

    def write(self, text: str) -> int:
        """Write, or end the process."""
        try:
            return super().write(visible(text) if self.isatty() else text)
        except OSError as error:
            _end(error)

    def flush(self) -> None:
        """Flush, or end the process."""
        try:
            super().flush()
        except OSError as error:
            _end(error)


class Messages(io.TextIOWrapper):
    """Standard error: where it cannot be written there is nobody to tell, and work goes on."""

    _status = ""
    _lock = RLock()
    """Several readings tell at once how far they are."""

    def write(self, text: str) -> int:
        """Write if possible, above the status."""
        with self._lock:
            self._draw(visible(text), self._status)
        return len(text)

    def show_status(self, text: str) -> None:
        """Let a terminal's last line say this from now on."""
        with self._lock:
            self._draw("", visible(text)[: shutil.get_terminal_size().columns - 1])

    def _draw(self, above: str, status: str) -> None:
        wiped = f"\r{' ' * len(self._status)}\r" if self._status else ""
        self._status = status
        with suppress(OSError):
            super().write(f"{wiped}{above}{status}")
            super().flush()

    def flush(self) -> None:
        """Flush if possible."""
        with suppress(OSError):
            super().flush()


def _end(error: OSError) -> NoReturn:
    # What is still buffered is tried again as the interpreter ends.
    os.dup2(os.open(os.devnull, os.O_WRONLY), _STDOUT)
    if isinstance(error, BrokenPipeError):
        raise SystemExit(READER_GONE)
    sys.stderr.write(
        f"error: cannot write standard output: {error.strerror}; what was printed is not whole\n"
    )
    raise SystemExit(int(ExitCode.WAREHOUSE))
