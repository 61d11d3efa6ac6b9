"""Files and folders are old or new, never half."""

import errno
import os
import shlex
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread

import pytest

from pipeline import files
from pipeline.commands import move_command
from pipeline.errors import WarehouseError, WarehouseNotWritableError
from pipeline.files import (
    SCRATCH_PREFIX,
    list_folder,
    new_folder,
    sweep,
    sweep_scratch,
    write_file,
)
from pipeline.jsonfiles import read_record


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_replaced_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "record.json"
    write_file(path, b"old")
    write_file(path, b"new")
    assert (path.read_bytes(), names(path.parent)) == (b"new", ["record.json"])


def test_a_failed_write_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "record.json"
    write_file(path, b"old")

    def run_out_of_space(place: Path, content: bytes) -> None:
        place.touch()
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", run_out_of_space)
        with pytest.raises(WarehouseNotWritableError, match=r"record\.json: No space left"):
            write_file(path, b"new")
    assert (path.read_bytes(), names(tmp_path)) == (b"old", ["record.json"])


def test_a_file_where_a_folder_belongs_is_named(tmp_path: Path) -> None:
    (tmp_path / "runs").write_bytes(b"")
    with pytest.raises(WarehouseNotWritableError, match="runs: File exists; it stays as it was"):
        write_file(tmp_path / "runs" / "record.json", b"")


def put_file(path: Path) -> None:
    path.write_text("mine")


def put_folder(path: Path) -> None:
    path.mkdir()


def put_dangling_link(path: Path) -> None:
    path.symlink_to("nowhere")


KINDS = (put_file, put_folder, put_dangling_link, os.mkfifo)


@pytest.mark.parametrize("put", KINDS)
@pytest.mark.parametrize("is_folder", [False, True])
def test_what_lies_in_the_way_is_named_with_the_command_that_moves_it(
    tmp_path: Path, put: Callable[[Path], None], is_folder: bool
) -> None:
    place = tmp_path / "place"
    put(place)

    def use() -> None:
        if is_folder:
            list_folder(place)
            fill(place, "new")
        else:
            read_record(place, "a record", dict)

    if (put, is_folder) == (put_folder, True):
        use()
        return
    with pytest.raises(WarehouseError) as caught:
        use()
    said = str(caught.value)
    if (put, is_folder) == (put_file, False):
        assert said.endswith(f"run: ls -ld {place}")
        return
    assert f"run: mv {place} {place}.aside" in said
    subprocess.run(shlex.split(move_command(place)), check=True)
    assert os.path.lexists(f"{place}.aside")
    if is_folder:
        use()
        assert names(place) == ["a.txt"]


@pytest.mark.parametrize("put", [put_file, put_dangling_link, os.mkfifo])
def test_nothing_but_a_folder_gives_its_place_to_one(
    tmp_path: Path, put: Callable[[Path], None]
) -> None:
    put(tmp_path / "exports")
    with pytest.raises(WarehouseNotWritableError, match="it is a link or a file, not a folder"):
        fill(tmp_path / "exports", "new")
    assert names(tmp_path) == ["exports"]


def fill(folder: Path, text: str, *, replace: bool = True) -> None:
    with new_folder(folder, replace=replace) as temporary:
        (temporary / "a.txt").write_text(text)


def test_a_folder_is_exchanged_as_a_whole(tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    fill(folder, "old")
    (folder / "stale.txt").write_text("of the old content")
    fill(folder, "new")
    assert (names(tmp_path), names(folder)) == (["exports"], ["a.txt"])
    assert (folder / "a.txt").read_text() == "new"


def test_a_folder_is_exchanged_where_the_system_cannot_do_it_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "_exchange_at_once", lambda new, place: True)
    fill(tmp_path / "exports", "old")
    fill(tmp_path / "exports", "new")
    assert names(tmp_path) == ["exports"]
    assert (tmp_path / "exports" / "a.txt").read_text() == "new"


def test_a_failed_folder_leaves_the_old_one(tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    fill(folder, "old")
    with pytest.raises(TypeError):
        fill(folder, text=None)  # type: ignore[arg-type]
    assert (names(tmp_path), (folder / "a.txt").read_text()) == (["exports"], "old")


def test_a_folder_that_must_not_be_replaced_is_not(tmp_path: Path) -> None:
    fill(tmp_path / "kept", "old", replace=False)
    with pytest.raises(WarehouseNotWritableError):
        fill(tmp_path / "kept", "new", replace=False)
    assert (tmp_path / "kept" / "a.txt").read_text() == "old"


def test_sweep_removes_only_what_was_half_written(tmp_path: Path) -> None:
    (tmp_path / ".tmp-exports-1").mkdir()
    (tmp_path / ".tmp-exports-1" / "a.txt").write_text("half")
    (tmp_path / ".tmp-planungsrahmen.duckdb-1.wal").write_text("half")
    (tmp_path / "exports").mkdir()
    (tmp_path / ".gitignore").write_text("")
    sweep(tmp_path)
    assert names(tmp_path) == [".gitignore", "exports"]


def test_what_is_left_among_temporary_files_is_removed_a_day_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    for name in ("copy", "new-copy"):
        (tmp_path / f"{SCRATCH_PREFIX}{name}").write_bytes(b"half")
    (tmp_path / f"{SCRATCH_PREFIX}folder").mkdir()
    (tmp_path / "planungsrahmen-of-a-person.pdf").write_bytes(b"whole")
    two_days_ago = time.time() - 2 * 24 * 60 * 60
    for path in tmp_path.iterdir():
        if "new" not in path.name:
            os.utime(path, (two_days_ago, two_days_ago))
    sweep_scratch()
    kept = [f"{SCRATCH_PREFIX}new-copy", "planungsrahmen-of-a-person.pdf"]
    assert names(tmp_path) == kept


EDITIONS = {
    edition: [f"{edition}.csv", f"{edition}.json", "gemeinden", "index.json"] for edition in "ab"
}


def publish_edition(folder: Path, edition: str) -> None:
    with new_folder(folder, replace=True) as temporary:
        (temporary / "gemeinden").mkdir()
        for name in ("gemeinden/1.json", f"{edition}.csv", f"{edition}.json", "index.json"):
            (temporary / name).write_text(edition * 1000)


def identity(folder: Path) -> tuple[int, int]:
    """What tells a folder from one before that had its number."""
    status = folder.stat()
    return status.st_ino, status.st_ctime_ns


def read_until(stopped: Event, folder: Path, whole: bool, seen: list[str]) -> None:
    """Read a folder by its path again and again; note all that is not as it should be."""
    while not stopped.is_set():
        try:
            before, found = identity(folder), names(folder)
            text = (folder / "index.json").read_text()
            after = identity(folder)
        except OSError as error:
            seen.append(repr(error))
            continue
        if text not in ("a" * 1000, "b" * 1000):
            seen.append(f"an index of {text[:9]}")
        # A list that is made while the folder is exchanged is that of neither.
        if before == after and whole and found not in EDITIONS.values():
            seen.append(f"files {found}")
        if not whole and not any(set(files) <= set(found) for files in EDITIONS.values()):
            seen.append(f"files {found}")
        seen[0] = str(int(seen[0]) + 1)


@pytest.mark.parametrize("at_once", [True, False])
def test_who_reads_a_folder_while_it_is_exchanged_finds_it_there_and_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: bool
) -> None:
    monkeypatch.setattr(files, "_flush", lambda path: None)  # no power fails here
    if not at_once:
        monkeypatch.setattr(files, "_exchange_at_once", lambda new, place: True)
    folder, stopped, seen = tmp_path / "exports", Event(), ["0"]
    publish_edition(folder, "a")
    reader = Thread(target=read_until, args=(stopped, folder, at_once, seen))
    reader.start()
    try:
        for number in range(200):
            publish_edition(folder, "ba"[number % 2])
    finally:
        stopped.set()
        reader.join()
    assert seen[1:] == []
    assert int(seen[0]) > 20
    assert (names(tmp_path), names(folder)) == (["exports"], EDITIONS["a"])


def test_a_folder_that_fails_later_comes_back_where_names_cannot_be_exchanged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "_exchange_at_once", lambda new, place: True)
    folder = tmp_path / "exports"
    publish_edition(folder, "a")
    with pytest.raises(ZeroDivisionError), files.temporary(folder, folder=True) as temporary:  # noqa: PT012
        (temporary / "index.json").write_text("b")
        with files.in_place(temporary, folder, replace=True):
            raise ZeroDivisionError
    assert (names(tmp_path), names(folder)) == (["exports"], EDITIONS["a"])


def test_a_folder_that_cannot_be_made_durable_comes_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "exports"
    fill(folder, "old")

    def fail(path: Path) -> None:
        if path == tmp_path:
            raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(files, "_flush", fail)
    with pytest.raises(WarehouseNotWritableError, match="Input/output error"):
        fill(folder, "new")
    assert (names(tmp_path), (folder / "a.txt").read_text()) == (["exports"], "old")
