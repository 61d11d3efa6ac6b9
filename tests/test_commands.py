"""Commands in messages name the folders that the command would not take by itself."""

from pathlib import Path

import pytest

from pipeline.commands import command, usual_raw_dir

OTHER = Path("/srv/other house")


@pytest.mark.parametrize(
    ("warehouse", "raw_dir", "typed"),
    [
        (Path("warehouse"), None, "planungsrahmen verify"),
        (Path("warehouse"), Path("raw"), "planungsrahmen verify"),
        (Path("warehouse"), Path("docs"), "planungsrahmen verify --raw-dir docs"),
        (OTHER, None, "planungsrahmen verify --warehouse '/srv/other house'"),
        (OTHER, OTHER / "raw", "planungsrahmen verify --warehouse '/srv/other house'"),
        (OTHER, Path("raw"), "planungsrahmen verify --warehouse '/srv/other house' --raw-dir raw"),
    ],
)
def test_folders_are_named_that_the_command_would_not_take(
    warehouse: Path, raw_dir: Path | None, typed: str
) -> None:
    assert command("verify", warehouse=warehouse, raw_dir=raw_dir) == typed


def test_documents_lie_beside_the_usual_warehouse_and_inside_any_other() -> None:
    assert usual_raw_dir(Path("warehouse")) == Path("raw")
    assert usual_raw_dir(Path("warehouse").absolute()) == Path("raw")
    assert usual_raw_dir(OTHER) == OTHER / "raw"
