"""One writer at a time, and the kernel's word on who that is."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pipeline.acquire.rawstore import raw_lock
from pipeline.errors import WarehouseBusyError, WarehouseNotWritableError
from pipeline.store.warehouse import Warehouse, lock_warehouse

HOLD = """
import sys
from pathlib import Path
from pipeline.store.warehouse import Warehouse, lock_warehouse
with lock_warehouse(Warehouse(Path(sys.argv[1]))):
    print("held", flush=True)
    sys.stdin.readline()
"""


@contextmanager
def other_writer(root: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", HOLD, str(root)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_a_second_writer_is_told_who_holds_the_lock(tmp_path: Path) -> None:
    with other_writer(tmp_path) as holder:
        with (
            pytest.raises(WarehouseBusyError) as error,
            lock_warehouse(Warehouse(tmp_path), wait_seconds=0.1),
        ):
            pytest.fail("two writers at once")
        assert f"process {holder.pid} on {os.uname().nodename}" in error.value.holder
        assert str(tmp_path) in error.value.holder


def test_a_second_writer_waits_for_the_first(tmp_path: Path) -> None:
    with other_writer(tmp_path) as holder:
        assert holder.stdin is not None
        holder.stdin.write("end\n")
        holder.stdin.flush()
        with lock_warehouse(Warehouse(tmp_path), wait_seconds=5):
            assert holder.wait(timeout=5) == 0


def test_the_lock_of_a_killed_writer_is_free_at_once(tmp_path: Path) -> None:
    with other_writer(tmp_path) as holder:
        holder.kill()
        holder.wait(timeout=5)
        started = time.monotonic()
        with lock_warehouse(Warehouse(tmp_path), wait_seconds=5):
            assert time.monotonic() - started < 1


def test_the_lock_is_free_again_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="in the block"), lock_warehouse(Warehouse(tmp_path)):
        raise ValueError("in the block")
    with lock_warehouse(Warehouse(tmp_path), wait_seconds=0):
        pass


def test_a_holder_that_has_not_named_itself_yet_is_still_reported(tmp_path: Path) -> None:
    with other_writer(tmp_path):
        Warehouse(tmp_path).lock_file.write_text("")
        with (
            pytest.raises(WarehouseBusyError, match="held by another process"),
            lock_warehouse(Warehouse(tmp_path), wait_seconds=0),
        ):
            pytest.fail("two writers at once")


def test_a_warehouse_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(WarehouseNotWritableError, match="file/warehouse"),
        lock_warehouse(Warehouse(tmp_path / "file" / "warehouse")),
    ):
        pytest.fail("a folder inside a file")


def test_what_a_killed_writer_left_is_swept_with_the_lock(tmp_path: Path) -> None:
    leftover = tmp_path / "snapshots" / ".tmp-endgueltig-2018-01-5d2dced1-77"
    leftover.mkdir(parents=True)
    with lock_warehouse(Warehouse(tmp_path)):
        assert not leftover.exists()


def test_a_link_in_the_place_of_the_lock_is_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("kept")
    (tmp_path / ".lock").symlink_to(tmp_path / "precious")
    for lock in (lock_warehouse(Warehouse(tmp_path)), raw_lock(tmp_path)):
        with pytest.raises(WarehouseNotWritableError, match="it is a link, which is not"), lock:
            pytest.fail("locked through a link")
    assert (tmp_path / "precious").read_text() == "kept"
