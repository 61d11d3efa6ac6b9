"""What a run tells GitHub Actions: outputs that cannot be forged, a page nobody formats."""

import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli.app import cli
from pipeline.cli.github import report_ends
from pipeline.errors import ExitCode, WarehouseBusyError, WarehouseNotWritableError
from pipeline.model import CheckResult, Severity
from pipeline.summary import RunSummary, abort_summary
from pipeline.values import replace
from tests.builders.rereadings import Shelf

NEW = RunSummary(
    outcome="new",
    exit_code=ExitCode.DONE,
    document="d" * 64,
    snapshot="endgueltig-2018-01-d7403253",
    held=None,
    rows=1_101,
    total_eur=Decimal(58_000_008),
    checks=(),
    warnings=(),
    message="new snapshot endgueltig-2018-01-d7403253",
    seconds=4.2,
    changed=True,
)
HELD = replace(
    NEW,
    outcome="held",
    exit_code=ExitCode.HELD,
    snapshot=None,
    held="w/held/x",
    rows_if_accepted=7,
    checks=(
        CheckResult("presse", Severity.ERROR, False, "found [x](http://y)\nin <b>", ""),
        CheckResult("summe_land", Severity.ERROR, True, "fine", ""),
    ),
    warnings=("summe_kreis: `2` differ",),
    message="held: 1 checks failed",
    changed=False,
)


class Files:
    """The two files that GitHub names."""

    def __init__(self, folder: Path) -> None:
        self.output, self.page = folder / "output", folder / "page"

    @property
    def outputs(self) -> list[str]:
        return self.output.read_text("utf-8").splitlines()


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Files:
    files = Files(tmp_path)
    monkeypatch.setenv("GITHUB_OUTPUT", str(files.output))
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(files.page))
    return files


def test_later_steps_learn_how_the_run_ended(files: Files) -> None:
    files.output.write_text("earlier=1\n", "utf-8")
    report_ends([NEW], changed=True)
    assert files.outputs == [
        "earlier=1",
        "changed=true",
        "snapshot=endgueltig-2018-01-d7403253",
        "outcome=new",
        "exit_code=0",
    ]


def test_a_value_never_begins_a_line(files: Files) -> None:
    report_ends([replace(HELD, snapshot="x\nchanged=true\r\u2028changed=true")], changed=False)
    assert files.outputs == [
        "changed=false",
        "snapshot=x changed=true changed=true",
        "outcome=held",
        "exit_code=3",
    ]


def test_people_see_what_was_printed_and_nobody_formats_it(files: Files) -> None:
    report_ends([HELD], changed=False)
    assert files.page.read_text("utf-8") == (
        "### planungsrahmen: held\n\n"
        "    held: 1 checks failed\n"
        "      warning: summe_kreis: `2` differ\n"
        "      rows 1,101, total 58,000,008 EUR\n"
        "      1 of 2 checks passed\n"
        "      FAIL presse: found [x](http://y)\n"
        "           in <b>\n"
        "      ok   summe_land: fine\n"
        "      held in w/held/x; why, in full and with pictures: w/held/x/bericht.md\n"
        "      to publish it all the same, having looked at it, run: planungsrahmen accept x "
        "--reason '…' --warehouse w\n\n"
    )


def test_a_run_without_summary_changed_nothing(files: Files) -> None:
    busy = WarehouseBusyError(Path("w/.lock"), "process 7")
    report_ends([abort_summary(busy, changed=False)], changed=False)
    assert files.outputs == ["changed=false", "snapshot=", "outcome=failed", "exit_code=6"]
    assert files.page.read_text("utf-8") == (
        "### planungsrahmen: failed\n\n"
        "    warehouse busy: w/.lock is held by process 7; wait for it to end\n\n"
    )


def test_a_file_that_cannot_be_written_is_a_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("GITHUB_OUTPUT", str(tmp_path))
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "none" / "page"))
    report_ends([NEW], changed=True)
    assert [(made.levelname, made.getMessage()) for made in caplog.records] == [
        ("WARNING", f"GITHUB_OUTPUT: cannot write {tmp_path}: Is a directory"),
        (
            "WARNING",
            f"GITHUB_STEP_SUMMARY: cannot write {tmp_path / 'none' / 'page'}: "
            "No such file or directory",
        ),
    ]


@pytest.mark.parametrize("read", [False, True])
def test_a_pipe_is_a_warning_and_nobody_waits(tmp_path: Path, read: bool) -> None:
    os.mkfifo(tmp_path / "pipe")
    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK) if read else None
    code = "from pipeline.cli.github import report_ends; report_ends([], changed=False)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "GITHUB_OUTPUT": str(tmp_path / "pipe")},
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    if reader is not None:
        assert os.read(reader, 1) == b""
        os.close(reader)
    why = "is no regular file" if read else "No such device or address"
    assert done.stderr == f"GITHUB_OUTPUT: cannot write {tmp_path / 'pipe'}: {why}\n"


def test_a_device_may_take_it(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("GITHUB_OUTPUT", os.devnull)
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", os.devnull)
    report_ends([NEW], changed=True)
    assert caplog.records == []


def test_elsewhere_nothing_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("GITHUB_OUTPUT", raising=False)
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "")
    monkeypatch.chdir(tmp_path)
    report_ends([NEW], changed=True)
    assert list(tmp_path.iterdir()) == []


def test_of_several_runs_the_worst_is_told_and_each_has_its_part_of_the_page(files: Files) -> None:
    report_ends([NEW, HELD], changed=True)
    assert files.outputs == ["changed=true", "snapshot=", "outcome=held", "exit_code=3"]
    assert files.page.read_text("utf-8").count("### planungsrahmen: ") == 2


def reprocess(shelf: Shelf) -> int:
    places = ["--warehouse", str(shelf.root), "--raw-dir", str(shelf.raw)]
    return CliRunner().invoke(cli, ["reprocess", *places]).exit_code


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    return Shelf(tmp_path, monkeypatch)


def test_what_a_killed_run_left_is_published_and_told(files: Files, shelf: Shelf) -> None:
    id = shelf.publish().id
    assert [reprocess(shelf), reprocess(shelf)] == [0, 0]
    rest = [f"snapshot={id}", "outcome=unchanged", "exit_code=0"]
    assert files.outputs == ["changed=true", *rest, "changed=false", *rest]


@pytest.mark.parametrize(
    ("error", "code", "page"),
    [
        (WarehouseNotWritableError(Path("w/runs"), "No space left"), 6, "cannot write w/runs"),
        (RuntimeError("why"), 1, "RuntimeError('why'): the log has the traceback"),
    ],
)
def test_what_was_published_before_an_error_is_told(
    files: Files,
    shelf: Shelf,
    monkeypatch: pytest.MonkeyPatch,
    error: BaseException,
    code: int,
    page: str,
) -> None:
    def fail(*_: object) -> None:
        raise error

    shelf.publish({"08111000": 111})
    monkeypatch.setattr("pipeline.run.recorded.write_file", fail)
    reprocess(shelf)
    assert files.outputs == ["changed=true", "snapshot=", "outcome=failed", f"exit_code={code}"]
    assert page in files.page.read_text("utf-8")


def test_no_run_at_all_changes_nothing(files: Files) -> None:
    report_ends([], changed=False)
    assert files.outputs == ["changed=false", "snapshot=", "outcome=unchanged", "exit_code=0"]
