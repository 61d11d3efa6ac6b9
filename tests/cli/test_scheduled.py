"""The command as a scheduler calls it: without a terminal, day after day, mostly for nothing."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import ExitCode
from pipeline.store.runs import write_run_record
from pipeline.summary import RunSummary, summary_record
from tests.builders.frames import snapshot_draft, warehouse_with
from tests.builders.servers import PDF_TYPE, Asked, Pieces, reply, serve
from tests.paths import ROOT
from tests.test_imports import HEAVY

SAMPLE = ROOT / "raw" / "sample" / "endgueltig-2018-01_synthetic.pdf"
LOADED = "loaded: "
TELLING_WHAT_IT_LOADED = f"""
import sys
from pipeline.cli.app import run_command_line
try:
    run_command_line()
finally:
    print({LOADED!r}, *sys.modules, file=sys.stderr)
"""


@dataclass(frozen=True)
class Run:
    """How one run ended, and what it told whom."""

    code: int
    log: list[dict[str, Any]]
    plain: list[str]
    """Lines of standard error that are no log."""
    outputs: str
    """What later steps of a workflow learn."""

    @property
    def events(self) -> list[str]:
        return [entry["event"] for entry in self.log]


class Scheduled:
    """One warehouse, and an address with one document."""

    def __init__(self, folder: Path, base: str) -> None:
        self.folder, self.base = folder, base

    def refresh(self, path: str, *options: str) -> Run:
        places = ["--warehouse", self.folder / "warehouse", "--raw-dir", self.folder / "raw"]
        words = ["refresh", "--url", self.base + path, "--readings", "own", *places, *options]
        output = self.folder / "output"
        output.write_text("", "utf-8")
        done = subprocess.run(
            [sys.executable, "-c", TELLING_WHAT_IT_LOADED, *map(str, words)],
            cwd=ROOT,
            env={**os.environ, "GITHUB_OUTPUT": str(output)},
            capture_output=True,
            text=True,
            check=False,
        )
        lines = done.stderr.splitlines()
        return Run(
            done.returncode,
            [json.loads(line) for line in lines if line.startswith("{")],
            [line for line in lines if not line.startswith("{")],
            output.read_text("utf-8"),
        )


@pytest.fixture(scope="module")
def scheduled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scheduled]:
    """An address under which the document is new, not modified, or sent whole each time."""

    def answer(asked: Asked) -> Pieces:
        if asked.target == "/gone.pdf":
            return reply(status="404 Not Found")
        if asked.headers.get("if-none-match"):
            return reply(status="304 Not Modified")
        tag = {"ETag": '"one"'} if asked.target == "/plan.pdf" else {}
        return reply(SAMPLE.read_bytes(), headers={**PDF_TYPE, **tag})

    with serve(answer) as server:
        yield Scheduled(tmp_path_factory.mktemp("scheduled"), server.base)


@pytest.fixture(scope="module")
def first(scheduled: Scheduled) -> Run:
    return scheduled.refresh("/plan.pdf")


def test_the_log_tells_the_way_of_a_new_document(first: Run, scheduled: Scheduled) -> None:
    assert first.events == ["acquire", "extract", "check", "store", "publish", "end"]
    acquire, extract, check, store, _, end = (
        {name: fact for name, fact in entry.items() if name not in ("time", "seconds")}
        for entry in first.log
    )
    document, snapshot = end["document"], end["snapshot"]
    assert acquire == {
        "level": "info",
        "event": "acquire",
        "asked": f"{scheduled.base}/plan.pdf",
        "outcome": "new",
        "status": 200,
        "bytes": SAMPLE.stat().st_size,
        "document": document,
    }
    assert (extract["engine"], extract["pages"], extract["rows"]) == ("pdfium", 19, 1_101)
    assert (check["failed"], check["warnings"]) == ([], [])
    assert (store["snapshot"], store["rows"]) == (snapshot, 1_101)
    assert (end["outcome"], end["exit_code"], end["changed"]) == ("new", 0, True)
    assert [line for line in first.plain if not line.startswith(LOADED)] == []
    assert first.outputs == f"changed=true\nsnapshot={snapshot}\noutcome=new\nexit_code=0\n"


@pytest.mark.parametrize(
    ("path", "outcome"), [("/plan.pdf", "not_modified"), ("/copy.pdf", "known")]
)
def test_nothing_new_loads_nothing_heavy(
    first: Run, scheduled: Scheduled, path: str, outcome: str
) -> None:
    again = scheduled.refresh(path)
    loaded = {name.partition(".")[0] for name in again.plain.pop().split()}
    assert [heavy for heavy in (*HEAVY, "pypdfium2") if heavy in loaded] == []
    assert (again.code, again.plain, again.events) == (0, [], ["acquire", "end"])
    assert again.log[0]["outcome"] == outcome
    snapshot = first.log[-1]["snapshot"]
    assert again.outputs == f"changed=false\nsnapshot={snapshot}\noutcome=unchanged\nexit_code=0\n"


def test_an_error_is_told_to_people_in_plain_words(first: Run, scheduled: Scheduled) -> None:
    gone = scheduled.refresh("/gone.pdf")
    assert (gone.code, gone.events) == (5, ["acquire", "end"])
    assert gone.plain[0].startswith(f"error: {scheduled.base}/gone.pdf: status 404: ")
    assert gone.outputs == "changed=false\nsnapshot=\noutcome=unreachable\nexit_code=5\n"
    quiet = scheduled.refresh("/gone.pdf", "--quiet")
    assert (quiet.log, quiet.plain[0]) == ([], gone.plain[0])


def test_wrong_usage_changed_nothing(scheduled: Scheduled) -> None:
    wrong = Scheduled(scheduled.folder, "plan").refresh(".pdf")
    assert (wrong.code, wrong.log) == (2, [])
    assert wrong.plain[0].startswith("error: 'plan.pdf' is not an address of the web; ")
    assert wrong.outputs == "changed=false\nsnapshot=\noutcome=failed\nexit_code=2\n"


SCHEDULING = (ROOT / "docs" / "scheduling.md").read_text("utf-8")
IN_UNIT = re.findall(r"^ExecStart=/bin/sh -c '(.+ status .+)'$", SCHEDULING, re.MULTILINE)
IN_CRONTAB = re.findall(r"^\d+ \d+ \* \* \* cd \S+ && (.+)$", SCHEDULING, re.MULTILINE)


def shell(line: str, folder: Path) -> tuple[int, str]:
    """Exit code and output of a line of the documentation."""
    done = subprocess.run(
        ["sh", "-c", line], cwd=folder, stdout=subprocess.PIPE, text=True, check=False
    )
    return done.returncode, done.stdout


@pytest.mark.slow
def test_a_watch_fails_where_no_run_ended_well_for_seven_days(tmp_path: Path) -> None:
    [in_unit], in_crontab = IN_UNIT, IN_CRONTAB[1]
    warehouse = warehouse_with(tmp_path / "warehouse", snapshot_draft())
    command = tmp_path / ".venv" / "bin" / "planungsrahmen"
    command.parent.mkdir(parents=True)
    command.write_text(
        f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -m pipeline "$@" 2>&1\n'
    )
    command.chmod(0o755)
    summary = summary_record(RunSummary(outcome="new", exit_code=ExitCode.DONE, message="new"))
    for days, code in ((8, 1), (6, 0)):
        started = datetime.now(UTC) - timedelta(days=days)
        record = {**summary, "command": "refresh", "started": started.isoformat()}
        write_run_record(warehouse, record, started)
        assert shell(in_unit, tmp_path)[0] == code
        assert shell(in_crontab, tmp_path)[0] == 5 * code


@pytest.mark.parametrize(
    ("code", "mailed"), [(0, ""), (3, "planungsrahmen ended with 3:\nsaid\nwarned\n")]
)
def test_cron_mails_what_does_not_end_well_and_keeps_all(
    tmp_path: Path, code: int, mailed: str
) -> None:
    command = tmp_path / ".venv" / "bin" / "planungsrahmen"
    command.parent.mkdir(parents=True)
    command.write_text(f"#!/bin/sh\necho said\necho warned >&2\nexit {code}\n", "utf-8")
    command.chmod(0o755)
    assert shell(IN_CRONTAB[0], tmp_path) == (0, mailed)
    assert (tmp_path / "refresh.log").read_text("utf-8") == "said\nwarned\n"
