"""One record per run."""

import json
import re
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from pipeline.errors import ExitCode
from pipeline.store.runs import write_run_record
from pipeline.store.warehouse import Warehouse

RECORD = {
    "outcome": "new",
    "exit_code": ExitCode.DONE,
    "total_eur": Decimal("404409.00"),
    "warnings": ("Die Gesamtsumme ist das Budget.",),
    "seconds": 0.5,
}


def test_a_record_is_named_by_its_moment_in_utc(tmp_path: Path) -> None:
    moment = datetime.fromisoformat("2024-03-01T13:00:05+01:00")
    path = write_run_record(Warehouse(tmp_path), RECORD, moment)
    assert re.fullmatch(r"20240301T120005Z-[0-9a-f]{6}\.json", path.name)
    assert json.loads(path.read_text(encoding="utf-8")) == {
        "outcome": "new",
        "exit_code": 0,
        "total_eur": "404409.00",
        "warnings": ["Die Gesamtsumme ist das Budget."],
        "seconds": 0.5,
    }


def test_two_records_of_one_moment_are_two_files(tmp_path: Path) -> None:
    moment = datetime.fromisoformat("2024-03-01T12:00:05+00:00")
    for outcome in ("new", "held", "held", "held"):
        write_run_record(Warehouse(tmp_path), {**RECORD, "outcome": outcome}, moment)
    records = [json.loads(path.read_bytes()) for path in (tmp_path / "runs").iterdir()]
    assert sorted(record["outcome"] for record in records) == ["held", "held", "held", "new"]
