"""Write files and folders so that a reader meets the old one or the new one, never half of one.

What the system refuses, reading or writing, becomes an error that names the path and what to type
about what is in the way there. A `WarehouseNotWritableError` leaves what lies there as it was.

What is written grows under a temporary name next to its place, is flushed to the disk, and moves
into place in one step. A process killed on the way leaves only a temporary name, which `sweep`
removes.
This module is a leaf: it knows no stage.
"""

import ctypes
import errno
import fcntl
import hashlib
import os
import shutil
import stat
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import gettempdir

from pipeline.commands import free_place, move_command, permission_hint, remedy_for
from pipeline.errors import WarehouseBusyError, WarehouseDamagedError, WarehouseNotWritableError

TEMPORARY_PREFIX = ".tmp-"
SCRATCH_PREFIX = ".planungsrahmen-scratch-"
"""Of what lies in the system's folder for temporary files as long as somebody works with it."""
SCRATCH_SECONDS = 24 * 60 * 60
"""Nobody works with it for longer."""
_POLL_SECONDS = 0.02


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn what the system says about a failed write into an error that names the path.

    Raises:
        WarehouseNotWritableError: no space, no permission, not a folder.
    """
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise WarehouseNotWritableError(path, reason, _os_error_hint(path, error)) from error


@contextmanager
def reading(path: Path, expected: str, remedy: str = "") -> Iterator[None]:
    """Turn what the system says about a failed read likewise; `expected` is what was looked for.

    Raises:
        WarehouseDamagedError: nothing is there, or something else, or it may not be read.
    """
    try:
        yield
    except OSError as error:
        raise unreadable(path, expected, error, remedy) from error


def unreadable(
    path: Path, expected: str, error: OSError, remedy: str = ""
) -> WarehouseDamagedError:
    """Return the error that says why a path cannot be read, and what to type."""
    advice = filter(None, (_os_error_hint(path, error), remedy or remedy_for(path)))
    return WarehouseDamagedError(path, expected, error.strerror or str(error), "; ".join(advice))


def list_folder(folder: Path) -> list[Path]:
    """Return what lies in a folder, by name; nothing where nothing is in its place."""
    with reading(folder, "a folder that can be read"):
        return sorted(folder.iterdir()) if is_there(folder) else []


def find_regular(path: Path) -> bytes | None:
    """Return what a file holds; None only where nothing is in its place.

    A link that leads nowhere is something, and a pipe or device would be waited for.

    Raises:
        OSError: it is no regular file, or cannot be read.
    """
    return read_regular(path) if is_there(path) else None


def read_regular(path: Path) -> bytes:
    """Return what a file holds; a pipe or device in its place would be waited for.

    Raises:
        OSError: it is no regular file, or cannot be read.
    """
    check_regular(path)
    return path.read_bytes()


def check_regular(path: Path) -> None:
    """Raise OSError for a pipe or device; of a folder the system itself says what it is."""
    mode = path.stat().st_mode
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise OSError(errno.EINVAL, "no regular file")


def check_hash(
    path: Path, sha256: str, expected: str = "", remedy: str = "", *, missing_ok: bool = False
) -> bool:
    """Return True for a file whose bytes have this SHA-256, however large it is.

    Where it may be missing, False is returned if nothing is in its place.

    Raises:
        WarehouseDamagedError: its bytes have another hash, or it cannot be read; `expected` says
            what was looked for.
    """
    expected = expected or f"bytes with hash {sha256}"
    with reading(path, expected, remedy):
        if missing_ok and not is_there(path):
            return False
        found = file_sha256(path)
    if found != sha256:
        raise WarehouseDamagedError(path, expected, f"hash {found}", remedy)
    return True


def file_sha256(path: Path) -> str:
    """Return the hash of a file that may be large.

    Raises:
        OSError: it is no regular file, or cannot be read.
    """
    check_regular(path)
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def is_there(path: Path) -> bool:
    """Return True if anything is at a path; raises OSError where nobody may look."""
    try:
        path.lstat()
    except FileNotFoundError:
        return False
    return True


_IN_THE_WAY = (
    *(errno.EEXIST, errno.EISDIR, errno.ENOTDIR, errno.ELOOP, errno.EINVAL, errno.ENXIO),
    errno.ENOTEMPTY,
)
"""What the system says where something of another kind lies at a path, or on the way there."""
_FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)


def _os_error_hint(path: Path, error: OSError) -> str | None:
    """Return what to type about what the system refuses; None where that depends on the path."""
    if error.errno in _FORBIDDEN:
        return permission_hint(path)
    way = (path, *path.parents)
    nearest = next((one for one in way if os.path.lexists(one)), path)
    if error.errno in _IN_THE_WAY or (nearest.is_symlink() and not nearest.exists()):
        return f"to move away what lies there, run: {move_command(nearest)}"
    return None


@contextmanager
def locked(path: Path, seconds: float, name_holder: Callable[[], str]) -> Iterator[int]:
    """Be the only process to hold a lock within the block; give its open file.

    The kernel frees the lock when its process ends, however it ends.

    Raises:
        WarehouseBusyError: another, of this name, still holds it after that time.
    """
    descriptor = _open_lock(path)
    try:
        if not lock_within(descriptor, seconds):
            raise WarehouseBusyError(path, name_holder())
        yield descriptor
    finally:
        os.close(descriptor)


def _open_lock(path: Path) -> int:
    """Open the file that is locked, and make it if missing.

    A link in its place is not followed: what it leads to would be written over.
    """
    flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
    with writing(path):
        if path.is_symlink():
            raise OSError(errno.ELOOP, "it is a link, which is not followed")
        descriptor = os.open(path, flags, 0o644)
        if stat.S_ISREG(os.fstat(descriptor).st_mode):
            return descriptor
        os.close(descriptor)
        raise OSError(errno.EINVAL, "no regular file")


def lock_within(descriptor: int, seconds: float) -> bool:
    """Lock an open file for this process alone; False where another holds it all that time."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            if time.monotonic() >= deadline:
                return False
        time.sleep(_POLL_SECONDS)


def make_folder(folder: Path) -> Path:
    """Create a folder and its parents, if missing."""
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
    return folder


def write_file(path: Path, content: bytes) -> None:
    """Write a whole file in one step, replacing an older one."""
    with temporary(path) as made:
        with writing(path):
            made.write_bytes(content)
        place_file(made, path)


@contextmanager
def temporary(path: Path, *, folder: bool = False) -> Iterator[Path]:
    """Give a temporary path, or folder, next to `path`; what the block leaves there is removed."""
    made = _temporary_path(path)
    try:
        with writing(path):
            if is_there(path) and stat.S_ISDIR(path.lstat().st_mode) != folder:
                wrong = "a link or a file, not a folder" if folder else "a folder, not a file"
                raise OSError(errno.ENOTDIR if folder else errno.EISDIR, f"it is {wrong}")
            if folder:
                made.mkdir()
        yield made
    finally:
        with suppress(OSError):
            _remove(made)


def place_file(made: Path, path: Path) -> None:
    """Let a temporary file become `path`, in one step."""
    with writing(path):
        _flush(made)
        made.replace(path)
        _flush(path.parent)


@contextmanager
def new_folder(folder: Path, *, replace: bool) -> Iterator[Path]:
    """Give a temporary folder to fill; when the block ends well it becomes `folder`.

    With `replace` an older folder is exchanged for the new one, else one that exists is an error.
    """
    with temporary(folder, folder=True) as made:
        with writing(folder):
            yield made
        with in_place(made, folder, replace=replace):
            pass


@contextmanager
def in_place(made: Path, folder: Path, *, replace: bool) -> Iterator[None]:
    """Let a temporary folder become `folder`; where the block fails, the old one comes back."""
    with writing(folder):
        # What lies deeper is many small files that can be made again: to wait for each takes long.
        for path in (*made.iterdir(), made):
            _flush(path)
        exchanged = replace and folder.exists()
        (_exchange if exchanged else Path.rename)(made, folder)
    try:
        with writing(folder):
            _flush(folder.parent)
        yield
    except BaseException:
        with writing(folder):
            if exchanged:
                _exchange(made, folder)
            else:
                folder.rename(made)
        raise


def set_aside(path: Path, place: Path) -> Path:
    """Move a path to `place`, or next to it if that is taken; return where it is now."""
    make_folder(place.parent)
    free = free_place(place)
    with writing(path):
        path.rename(free)
        _flush(free.parent)
    return free


def keep_copy(path: Path, place: Path) -> Path:
    """Copy a file to `place`, or next to it if that is taken; return where the copy is."""
    free = free_place(place)
    with writing(free):
        try:
            os.link(path, free)
        except OSError:  # a file system without links
            shutil.copyfile(path, free)
            _flush(free)
    return free


def sweep(folder: Path) -> None:
    """Remove what a killed process left half-written in a folder."""
    with writing(folder):
        for leftover in folder.glob(f"{TEMPORARY_PREFIX}*"):
            _remove(leftover)


def sweep_scratch() -> None:
    """Remove what processes that were killed or stopped have left among temporary files."""
    for leftover in Path(gettempdir()).glob(f"{SCRATCH_PREFIX}*"):
        # It may be gone by now, or another user's.
        with suppress(OSError):
            if time.time() - leftover.lstat().st_mtime > SCRATCH_SECONDS:
                _remove(leftover)


def _temporary_path(path: Path) -> Path:
    make_folder(path.parent)
    return path.parent / f"{TEMPORARY_PREFIX}{path.name}-{os.getpid()}"


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _exchange(new: Path, place: Path) -> None:
    """Let two folders change their contents, in one step where the system can do that."""
    try:
        failed = _exchange_at_once(new, place)
    except AttributeError:  # an older C library without the call
        failed = True
    if failed:
        _exchange_file_by_file(new, place)


def _exchange_at_once(new: Path, place: Path) -> bool:
    """Ask the kernel for the exchange; true if it, or this file system, cannot do it."""
    library = ctypes.CDLL(None, use_errno=True)
    one, other = os.fsencode(new), os.fsencode(place)
    if sys.platform == "darwin":
        rename_swap = 2
        return bool(library.renamex_np(one, other, rename_swap))
    working_directory, rename_exchange = -100, 2
    return bool(
        library.renameat2(working_directory, one, working_directory, other, rename_exchange)
    )


def _exchange_file_by_file(new: Path, place: Path) -> None:
    """Let a folder be never away nor empty where it cannot be exchanged as a whole.

    Its files are replaced one by one in the order in which they were written, so that a list of
    them comes last; what is there no more goes after that.
    """
    old = _temporary_path(place.with_name(f"{place.name}-old"))
    shutil.copytree(place, old, symlinks=True, copy_function=_link)
    written = sorted(
        (path for path in new.rglob("*") if not path.is_dir()),
        key=lambda path: path.stat().st_mtime_ns,
    )
    names = {path.relative_to(new) for path in new.rglob("*")}
    for path in written:
        target = place / path.relative_to(new)
        if target.is_dir():
            _remove(target)
        make_folder(target.parent)
        path.replace(target)
    for path in sorted(place.rglob("*"), reverse=True):
        if path.relative_to(place) not in names:
            _remove(path)
    shutil.rmtree(new)
    old.rename(new)


def _link(path: str, place: str) -> None:
    try:
        os.link(path, place, follow_symlinks=False)
    except OSError:  # a file system without links
        shutil.copy2(path, place)
