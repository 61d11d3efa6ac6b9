"""The workflow that takes new documents in: what it may do, and what its scripts do."""

import hashlib
import re
import shutil
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.builders.frames import LATER
from tests.builders.slow import slow
from tests.builders.workflow import (
    OTHER_PDF,
    PDF,
    ROOT,
    Runner,
    add_edition,
    add_fetch,
    add_held,
    runner_in,
)

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
REFRESH = (ROOT / ".github" / "workflows" / "refresh.yml").read_text("utf-8")
SHA256 = hashlib.sha256(PDF).hexdigest()
SNAPSHOT = f"2024-03-01-{SHA256[:8]}"
KEPT = [
    f"raw/{SHA256}.json",
    f"raw/{SHA256}.pdf",
    "raw/events/00000001.json",
    f"warehouse/snapshots/{SNAPSHOT}/figures.parquet",
    f"warehouse/snapshots/{SNAPSHOT}/manifest.json",
]


def jobs(workflow: str) -> dict[str, str]:
    """The text of each job by its name."""
    parts = re.split(r"^  ([a-z-]+):\n", workflow.partition("\njobs:\n")[2], flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def permissions(job: str) -> list[str]:
    block = re.search(r"^    permissions:\n((?:      .+\n)+)", job, re.MULTILINE)
    assert block
    return [line.partition("#")[0].strip() for line in block[1].splitlines()]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_may_nothing_but_what_each_job_names(path: Path) -> None:
    text = path.read_text("utf-8")
    assert "\npermissions: {}\n" in text
    uses = re.findall(r"uses: (.+)", text)
    assert [use for use in uses if not re.fullmatch(r"[\w/-]+@[0-9a-f]{40} # v[\d.]+", use)] == []
    assert text.count("actions/checkout@") == text.count("persist-credentials: false")
    scripts = re.findall(r"run: (.+)", text)
    assert [script for script in scripts if "${{" in script or script == "|"] == []


def test_who_reads_the_document_cannot_write_and_who_writes_reads_none() -> None:
    assert {name: permissions(job) for name, job in jobs(REFRESH).items()} == {
        "read": ["contents: read"],
        "keep": ["contents: write"],
        "attest": ["id-token: write", "attestations: write"],
        "page": ["contents: read"],
        "deploy": ["pages: write", "id-token: write"],
        "tell": ["contents: read", "actions: read", "issues: write"],
        "stay-scheduled": ["actions: write"],
    }
    reading = [name for name, job in jobs(REFRESH).items() if "make setup" in job]
    assert reading == ["read", "page"]
    assert "checkout" not in jobs(REFRESH)["deploy"]


def test_a_second_run_waits_for_the_first_and_none_begins_on_the_hour() -> None:
    assert "\nconcurrency:\n  group: refresh\n  cancel-in-progress: false\n" in REFRESH
    assert re.findall(r'cron: "(\d+) ', REFRESH) not in ([], ["0"])


def test_a_run_works_on_what_the_branch_has_now() -> None:
    """A run that waited for another, or is run again, was started for an older commit."""
    branch = "ref: ${{ github.ref }}\n"
    counts = {name: job.count(branch) for name, job in jobs(REFRESH).items()}
    now = ["read", "keep", "page"]
    assert counts == {name: int(name in now) for name in jobs(REFRESH)}
    # What runs with the right to write is never chosen by the job that met bytes from outside.
    assert re.findall(r"ref: (.+)", jobs(REFRESH)["keep"]) == ["${{ github.ref }}"]


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    if sys.platform != "linux":
        pytest.skip("these scripts run on GitHub's Linux machines only")
    return runner_in(tmp_path)


@pytest.fixture
def new(runner: Runner) -> Runner:
    """A machine on which the command finds a new document."""
    add_edition(runner.outcomes / "0")
    return runner


def releases(runner: Runner) -> list[str]:
    return [call for call in runner.calls() if call.startswith("gh release create")]


def test_a_new_document_is_committed_and_released(new: Runner) -> None:
    assert new.read(0, URL="--help") == ["exit_code=0", "keep=true", "keep=true"]
    assert new.calls()[0] == "refresh --readings=own --json --url=--help"
    assert new.take().stdout == "taken: 5 files to keep, 3 to release\n"
    new.run(new.writing, "keep.sh")
    assert new.committed() == [KEPT]
    tree = new.git(new.origin, "rev-parse", "main:warehouse/snapshots").strip()
    (release,) = releases(new)
    assert release.startswith(f"gh release create data-{tree[:12]} --target ")
    assert [Path(name).name for name in release.split()[-3:]] == [
        "LIESMICH.txt",
        "planungsrahmen.duckdb",
        "planungsrahmen_gemeinden.zip",
    ]
    with ZipFile(new.handover / "release" / "planungsrahmen_gemeinden.zip") as archive:
        assert archive.namelist() == ["gemeinden/", "gemeinden/08336050.json"]
    assert new.outputs()[-1] == "released=true"


@pytest.mark.slow
def test_a_run_goes_on_top_of_what_is_none_of_its_business(new: Runner) -> None:
    new.read(0)
    new.take()
    (new.person / "README.md").write_text("new\n", "utf-8")
    new.push("other")
    new.run(new.writing, "keep.sh")
    assert new.committed() == [["README.md"], KEPT]
    assert len(releases(new)) == 1


def test_what_a_person_took_back_meanwhile_does_not_return(new: Runner) -> None:
    (new.person / "secret").write_text("secret\n", "utf-8")
    new.push("by mistake")
    new.reading, new.writing = new.clone("reading again"), new.clone("writing again")
    new.read(0)
    new.take()
    new.git(new.person, "push", "--quiet", "--force", "origin", "HEAD^:main")
    new.run(new.writing, "keep.sh")
    assert new.committed() == [KEPT]


def pushed_meanwhile(runner: Runner, what: str) -> None:
    """Let a person push what a command on their machine did."""
    place = runner.person / "warehouse"
    match what:
        case "same document":
            add_edition(runner.person, accepted_at=LATER)
        case "snapshot":
            add_edition(runner.person, OTHER_PDF)
        case "fetch":
            add_fetch(runner.person)
        case "withdrawal":
            (place / "snapshots").mkdir()
            (place / "snapshots" / "x.withdrawn.json").write_text("{}\n", "utf-8")
        case "decision":
            (place / "held" / "x").mkdir(parents=True)
            (place / "held" / "x" / "decision.json").write_text('{"snapshot": "x"}\n', "utf-8")
    runner.push(what)


MEANWHILE = [
    "snapshot",
    *(slow(what) for what in ("same document", "fetch", "withdrawal", "decision")),
]


@pytest.mark.parametrize("what", MEANWHILE)
def test_a_run_that_is_overtaken_while_it_pushes_leaves_the_branch(new: Runner, what: str) -> None:
    new.read(0)
    assert new.take().returncode == 0
    pushed_meanwhile(new, what)
    before = new.committed()
    done = new.call(new.writing, "keep.sh")
    assert done.returncode == 1
    assert "::error::raw/ or warehouse/ changed meanwhile, nothing was pushed; run the" in (
        done.stdout
    )
    assert (new.committed(), releases(new)) == (before, [])


@pytest.mark.parametrize("what", MEANWHILE)
def test_a_run_that_is_overtaken_while_it_reads_is_not_taken(new: Runner, what: str) -> None:
    new.read(0)
    pushed_meanwhile(new, what)
    new.writing = new.clone("later")
    done = new.take()
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "refused, nothing was taken: raw/ or warehouse/ changed on the branch since the document "
        "was read; run the whole workflow again: it fetches the document anew\n"
    )
    assert new.git(new.writing, "status", "--porcelain", "--", "raw", "warehouse") == ""


@pytest.mark.slow
def test_the_run_after_one_that_was_overtaken_keeps_the_document(new: Runner) -> None:
    pushed_meanwhile(new, "snapshot")
    new.reading, new.writing = new.clone("reading again"), new.clone("writing again")
    add_edition(new.person)
    shutil.rmtree(new.outcomes)
    for folder in ("raw", "warehouse"):
        shutil.copytree(new.person / folder, new.outcomes / "0" / folder)
    new.read(0)
    assert new.take().stdout == "taken: 5 files to keep, 3 to release\n"
    new.run(new.writing, "keep.sh")
    kept = [name.replace("00000001", "00000002") for name in KEPT]
    assert new.committed()[1:] == [kept]


@pytest.mark.slow
def test_pictures_that_a_held_document_has_no_longer_go(runner: Runner) -> None:
    held = add_held(runner.person, (3, 5))
    (held / "decision.json").write_text('{"snapshot": "x"}\n', "utf-8")
    runner.push("held")
    runner.reading, runner.writing = runner.clone("reading again"), runner.clone("writing again")
    add_held(runner.person, (3, 8), "Anders gehalten")
    for folder in ("raw", "warehouse"):
        shutil.copytree(runner.person / folder, runner.outcomes / "3" / folder)
    assert runner.read(3) == ["exit_code=3", "keep=true"]
    assert runner.take().stderr == ""
    runner.run(runner.writing, "keep.sh")
    names = runner.git(runner.origin, "ls-tree", "--name-only", f"main:warehouse/held/{held.name}")
    assert names.split() == [
        "bericht.md",
        "decision.json",
        "report.json",
        "rows.csv",
        "seite-001-zeile-003.png",
        "seite-001-zeile-008.png",
    ]


def test_a_day_without_news_leaves_no_commit(runner: Runner) -> None:
    add_fetch(runner.outcomes / "5")
    assert runner.read(5) == ["exit_code=5"]
    assert sorted(path.name for path in runner.handover.iterdir()) == [
        "keep",
        "log.txt",
        "summary.json",
        "told.txt",
    ]
    assert list((runner.handover / "keep").iterdir()) == []


def test_what_is_released_is_not_built_again(new: Runner) -> None:
    assert new.read(0, DRAFT="false") == ["exit_code=0", "keep=true"]
    assert [call.partition(" ")[0] for call in new.calls()] == ["refresh", "gh"]


@pytest.mark.parametrize(
    ("draft", "done"),
    [("true", ["delete", "create"]), slow("false", [])],
)
def test_a_release_that_was_stopped_halfway_is_made_anew(
    new: Runner, draft: str, done: list[str]
) -> None:
    new.read(0)
    new.take()
    new.run(new.writing, "keep.sh", DRAFT=draft)
    calls = [call.split()[2] for call in new.calls() if call.startswith("gh release")]
    assert [call for call in calls if call != "view"] == done


def test_one_issue_is_opened_kept_up_to_date_and_closed(runner: Runner) -> None:
    add_held(runner.outcomes / "3", (), "Gehalten\n~~~~~~~ @everyone")
    runner.read(3)
    ended = {"READ": "success", "KEPT": "success"}
    runner.run(runner.writing, "tell.sh", CODE="3", **ended)
    runner.run(runner.writing, "tell.sh", CODE="3", OPEN="12\n7\n", **ended)
    runner.run(runner.writing, "tell.sh", CODE="0", OPEN="7\n", READ="success", KEPT="skipped")
    title = "--title Refresh: the document is held --body-file issue.md"
    assert [call for call in runner.calls() if " issue " in call and " list " not in call] == [
        f"gh issue create --label refresh {title}",
        f"gh issue edit 7 {title}",
        "gh issue close 7 --comment A run has ended well: https://run",
    ]
    assert (runner.writing / "issue.md").read_text("utf-8") == (
        "Last seen in https://run: the document is held "
        "(exit code 3; reading: success, keeping: success).\n"
        "The last good edition stays published. What to do: `docs/scheduling.md`, by exit code.\n"
        "\nThe command said:\n\n~~~~~~\nheld: 2 checks\n~~~~~~\n"
        "\nThe report begins (in German; all of it lies in `warehouse/held/`):\n\n"
        "~~~~~~\nGehalten\n~ @everyone\n~~~~~~\n"
    )


@pytest.mark.parametrize(
    ("read", "kept", "code", "what"),
    [
        ("failure", "skipped", "", "the run failed"),
        ("failure", "skipped", "0", "the run failed"),
        ("success", "failure", "0", "what was read could not be kept"),
        ("success", "skipped", "5", "the document cannot be had"),
        ("success", "skipped", "6", "the warehouse is busy, damaged or not writable"),
    ],
)
def test_every_kind_of_failure_opens_the_issue(
    runner: Runner, read: str, kept: str, code: str, what: str
) -> None:
    runner.run(runner.writing, "tell.sh", READ=read, KEPT=kept, CODE=code)
    (created,) = (call for call in runner.calls() if " issue create " in call)
    assert (
        created == f"gh issue create --label refresh --title Refresh: {what} --body-file issue.md"
    )


LATELY = {"READ": "success", "KEPT": "skipped", "LATELY": "17\n"}
"""A run of the last days has ended well."""


def changes_of_issues(runner: Runner) -> list[str]:
    return [
        " ".join(call.split()[:3])
        for call in runner.calls()
        if call.startswith("gh issue") and "list" not in call
    ]


def test_a_day_on_which_the_document_cannot_be_had_needs_nobody(runner: Runner) -> None:
    runner.run(runner.writing, "tell.sh", CODE="5", **LATELY)
    assert changes_of_issues(runner) == []
    (asked,) = (call for call in runner.calls() if call.startswith("gh run list"))
    since = datetime.now(UTC) - timedelta(days=7)
    assert f"--branch main --status success --created >={since:%Y-%m-%dT}" in asked


@pytest.mark.parametrize(
    ("code", "more", "done"),
    [
        ("5", {"OPEN": "7\n"}, "gh issue edit"),
        ("5", {"LATELY": ""}, "gh issue create"),
        ("5", {"READ": "failure"}, "gh issue create"),
        ("3", {}, "gh issue create"),
        ("4", {}, "gh issue create"),
        ("6", {}, "gh issue create"),
    ],
)
def test_somebody_is_told_at_once_where_waiting_helps_nobody(
    runner: Runner, code: str, more: dict[str, str], done: str
) -> None:
    runner.run(runner.writing, "tell.sh", CODE=code, **LATELY | more)
    assert done in changes_of_issues(runner)


@pytest.mark.parametrize("code", ["6\n@everyone", "10", "x", "0 [link](https://x)"])
def test_a_code_that_is_no_digit_is_not_told(runner: Runner, code: str) -> None:
    runner.run(runner.writing, "tell.sh", READ="success", KEPT="success", CODE=code)
    assert (
        (runner.writing / "issue.md")
        .read_text("utf-8")
        .startswith(
            "Last seen in https://run: the run failed "
            "(exit code none; reading: success, keeping: success).\n"
        )
    )


def test_what_a_link_leads_to_is_not_told(runner: Runner) -> None:
    runner.handover.mkdir()
    (runner.folder / "secret").write_text("secret\n", "utf-8")
    (runner.handover / "told.txt").symlink_to(runner.folder / "secret")
    runner.run(runner.writing, "tell.sh", READ="success", KEPT="skipped", CODE="5")
    assert "secret" not in (runner.writing / "issue.md").read_text("utf-8")


GIVEN = '{"event": "acquire", "outcome": "known", "status": 200, "document": "d7"%s}'


def test_a_document_that_only_the_archive_gives_needs_somebody(runner: Runner) -> None:
    log = GIVEN % ', "captured_at": "2018-01-20T12:00:00+00:00"'
    assert runner.read(0, LOG=log) == ["exit_code=0", "gone=true"]
    ended = {"CODE": "0", "READ": "success", "KEPT": "skipped"}
    runner.run(runner.writing, "tell.sh", GONE="true", **ended)
    (created,) = (call for call in runner.calls() if " issue create " in call)
    assert "--title Refresh: the document is gone from its address, and was taken" in created
    told = (runner.writing / "issue.md").read_text("utf-8")
    assert "\nnew snapshot\nstatus 404: taken instead\n" in told


def test_a_document_that_its_address_gives_needs_nobody(runner: Runner) -> None:
    assert runner.read(0, LOG=GIVEN % "") == ["exit_code=0"]
