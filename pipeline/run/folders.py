"""Warehouse and raw store each keep a lock, and sweep away what does not belong to them."""

from os.path import realpath
from pathlib import Path

from pipeline.errors import SharedFolderError


def check_apart(root: Path, raw_dir: Path) -> None:
    """Look whether warehouse and raw store keep no file in the same folder.

    Raises:
        SharedFolderError: they do.
    """
    from pipeline.store import Warehouse

    warehouse, raw = Warehouse(Path(realpath(root))), Path(realpath(raw_dir))
    own = (warehouse.snapshots, warehouse.held, warehouse.runs, warehouse.exports)
    of_raw = (raw, raw / "events")
    if warehouse.root in of_raw or any(raw.is_relative_to(folder) for folder in own):
        raise SharedFolderError(root, raw_dir)
