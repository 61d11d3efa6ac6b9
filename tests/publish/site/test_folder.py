"""A folder gets its files at once; what has not changed stays the same file."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import WarehouseNotWritableError
from pipeline.publish.site.folder import Written, write_folder

FILES = [("index.html", b"start"), ("teile/seite.css", b"p {}"), ("gemeinde/1.html", b"one")]


def test_only_what_changed_is_written_and_what_is_gone_is_removed(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    assert write_folder(folder, FILES) == Written(3, 3, 0, 12)
    kept = (folder / "index.html").stat()
    again = [("index.html", b"start"), ("gemeinde/1.html", b"One"), ("gemeinde/2.html", b"two")]
    assert write_folder(folder, again) == Written(3, 2, 1, 11)
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*.*")}
    assert {name: path.read_bytes() for name, path in found.items()} == dict(again)
    same = found["index.html"].stat()
    assert (same.st_ino, same.st_mtime_ns) == (kept.st_ino, kept.st_mtime_ns)
    assert not (folder / "teile").exists()


def test_where_nothing_changed_the_folder_itself_stays(tmp_path: Path) -> None:
    write_folder(tmp_path / "site", FILES)
    before = (tmp_path / "site").stat().st_ino
    assert write_folder(tmp_path / "site", FILES) == Written(3, 0, 0, 12)
    assert (tmp_path / "site").stat().st_ino == before
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def make_file(place: Path) -> None:
    place.write_text("mine")


def make_link(place: Path) -> None:
    place.with_name("elsewhere").mkdir()
    place.symlink_to("elsewhere")


@pytest.mark.parametrize("make", [make_file, make_link], ids=["file", "link"])
def test_what_is_no_folder_stays(tmp_path: Path, make: object) -> None:
    place = tmp_path / "site"
    make(place)  # type: ignore[operator]
    before = sorted(tmp_path.iterdir())
    with pytest.raises(WarehouseNotWritableError, match="not a folder; it stays"):
        write_folder(place, FILES)
    assert sorted(tmp_path.iterdir()) == before


def test_where_a_file_cannot_be_made_the_folder_is_as_it_was(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    write_folder(folder, FILES)
    with pytest.raises(WarehouseNotWritableError):
        write_folder(folder, [("a", b"file"), ("a/b", b"below a file")])
    assert (folder / "index.html").read_bytes() == b"start"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]
