"""The workflow that takes new documents in: what it may do, and what its scripts do.

The scripts run against a repository on this machine, with the command and GitHub's own replaced by
stand-ins that do what is needed here and note what they were asked.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SCRIPTS = ROOT / ".github" / "scripts"
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
REFRESH = (ROOT / ".github" / "workflows" / "refresh.yml").read_text("utf-8")
PDF = b"%PDF-1.7 a document"
SHA256 = hashlib.sha256(PDF).hexdigest()
SNAPSHOT = f"2018-01-01-{SHA256[:8]}"
KEPT = [
    f"raw/{SHA256}.json",
    f"raw/{SHA256}.pdf",
    "raw/events/1.json",
    f"warehouse/snapshots/{SNAPSHOT}/manifest.json",
]
COMMAND = f"""#!/bin/sh -e
printf '%s\\n' "$*" >>"$CALLS"
mkdir -p warehouse/exports warehouse/runs warehouse/snapshots raw/events
touch raw/.lock raw/events/.lock warehouse/.lock
touch warehouse/planungsrahmen.duckdb warehouse/exports/LIESMICH.txt
[ "$1" = refresh ] || exit 0
echo '{{}}' >raw/events/1.json
case $CODE in
0)  printf %s '{PDF.decode()}' >raw/{SHA256}.pdf
    echo '{{}}' >raw/{SHA256}.json
    mkdir -p warehouse/snapshots/{SNAPSHOT}
    echo '{{}}' >warehouse/snapshots/{SNAPSHOT}/manifest.json
    echo '{{"message": "new snapshot", "held": null}}' ;;
3)  mkdir -p warehouse/held/{SNAPSHOT}
    printf 'Gehalten\\n~~~~~~~ @everyone\\n' >warehouse/held/{SNAPSHOT}/bericht.md
    echo '{{"message": "held: 2 checks", "held": "warehouse/held/{SNAPSHOT}"}}' ;;
5)  echo '{{"message": "no connection", "held": null}}'
    echo '{{"event": "end"}}' >&2 ;;
6)  echo 'error: warehouse busy' >&2 ;;
esac
exit $CODE
"""
GH = """#!/bin/sh
printf 'gh %s\\n' "$*" >>"$CALLS"
case "$1 $2" in
"release view") exit "${RELEASED:-1}" ;;
"issue list") printf '%s' "$OPEN" ;;
esac
"""


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
        "tell": ["contents: read", "issues: write"],
        "stay-scheduled": ["actions: write"],
    }
    reading = [name for name, job in jobs(REFRESH).items() if "make setup" in job]
    assert reading == ["read"]


def test_a_second_run_waits_for_the_first_and_none_begins_on_the_hour() -> None:
    assert "\nconcurrency:\n  group: refresh\n  cancel-in-progress: false\n" in REFRESH
    assert re.findall(r'cron: "(\d+) ', REFRESH) not in ([], ["0"])


class Runner:
    """A machine with two checkouts of one repository: one for reading, one for writing."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.calls_file = folder, folder / "calls"
        self.origin, self.handover = folder / "origin.git", folder / "handover"
        self.env = {
            **os.environ,
            "PATH": f"{folder / 'bin'}:{os.environ['PATH']}",
            "HANDOVER": str(self.handover),
            "CALLS": str(self.calls_file),
            "GITHUB_OUTPUT": str(folder / "output"),
            "GITHUB_REF_NAME": "main",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "RUN_URL": "https://run",
            "READINGS": "own",
            "URL": "",
            "OPEN": "",
        }
        script(folder / "bin" / "gh", GH)
        first = self.folder / "first"
        self.git(self.folder, "init", "--quiet", "--bare", "--initial-branch=main", "origin.git")
        self.git(self.folder, "clone", "--quiet", str(self.origin), "first")
        (first / "raw").mkdir()
        shutil.copy(ROOT / ".gitignore", first)
        (first / "raw" / "README.md").write_text("raw\n", "utf-8")
        script(first / ".venv" / "bin" / "planungsrahmen", COMMAND)
        (first / "warehouse").mkdir()
        (first / "warehouse" / "README.md").write_text("warehouse\n", "utf-8")
        self.git(first, "add", ".")
        who = ("-c", "user.name=x", "-c", "user.email=x@localhost")
        self.git(first, *who, "commit", "--quiet", "--message", "first")
        self.git(first, "push", "--quiet", "origin", "HEAD:main")
        self.reading, self.writing = first, self.folder / "second"
        self.git(self.folder, "clone", "--quiet", str(self.origin), "second")

    def git(self, where: Path, *words: str) -> str:
        done = subprocess.run(
            ["git", *words], cwd=where, env=self.env, capture_output=True, text=True, check=True
        )
        return done.stdout

    def run(self, where: Path, name: str, **env: str) -> None:
        done = subprocess.run(
            ["bash", SCRIPTS / name],
            cwd=where,
            env={**self.env, **env},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def read(self, code: int, **env: str) -> list[str]:
        """Run what the reading job runs, and return its outputs."""
        self.run(self.reading, "refresh.sh", CODE=str(code), **env)
        self.run(self.reading, "prepare_release.sh", **env)
        return (self.folder / "output").read_text("utf-8").splitlines()

    def calls(self) -> list[str]:
        return self.calls_file.read_text("utf-8").splitlines()

    def committed(self) -> list[list[str]]:
        """What each commit after the first added to the repository."""
        words = ("log", "--reverse", "--format=tformat:---", "--name-only", "main")
        parts = self.git(self.origin, *words).split("---\n")
        return [sorted(part.split()) for part in parts[2:]]


def take(handover: Path, checkout: Path) -> subprocess.CompletedProcess[str]:
    """Check what was handed over and take it into a checkout."""
    words = [sys.executable, str(SCRIPTS / "handover.py"), str(handover), "."]
    return subprocess.run(words, cwd=checkout, capture_output=True, text=True, check=False)


def script(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    path.chmod(0o755)


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    if sys.platform != "linux":
        pytest.skip("these scripts run on GitHub's Linux machines only")
    return Runner(tmp_path)


def test_a_new_document_is_committed_and_released(runner: Runner) -> None:
    assert runner.read(0, URL="--help") == ["exit_code=0", "keep=true", "keep=true"]
    assert runner.calls()[0] == "refresh --readings=own --json --url=--help"
    assert take(runner.handover, runner.writing).stdout == "taken: 4 files to keep, 2 to release\n"
    runner.run(runner.writing, "keep.sh")
    assert runner.committed() == [KEPT]
    tree = runner.git(runner.origin, "rev-parse", "main:warehouse/snapshots").strip()
    (release,) = (call for call in runner.calls() if call.startswith("gh release create"))
    assert release.startswith(f"gh release create data-{tree[:12]} --target ")
    assert [Path(name).name for name in release.split()[-2:]] == [
        "LIESMICH.txt",
        "planungsrahmen.duckdb",
    ]


def test_a_run_that_is_overtaken_commits_on_top_and_leaves_the_release(runner: Runner) -> None:
    runner.read(0)
    take(runner.handover, runner.writing)
    other = runner.reading
    (other / "warehouse" / "snapshots" / "other").mkdir()
    (other / "warehouse" / "snapshots" / "other" / "manifest.json").write_text("{}", "utf-8")
    runner.git(other, "reset", "--quiet")
    runner.git(other, "add", "warehouse/snapshots/other")
    who = ("-c", "user.name=x", "-c", "user.email=x@localhost")
    runner.git(other, *who, "commit", "--quiet", "--message", "other")
    runner.git(other, "push", "--quiet", "origin", "HEAD:main")
    runner.run(runner.writing, "keep.sh")
    assert runner.committed() == [["warehouse/snapshots/other/manifest.json"], KEPT]
    assert [call for call in runner.calls() if call.startswith("gh release create")] == []


def test_a_day_without_news_leaves_no_commit(runner: Runner) -> None:
    assert runner.read(5) == ["exit_code=5"]
    assert sorted(path.name for path in runner.handover.iterdir()) == [
        "keep",
        "log.txt",
        "summary.json",
        "told.txt",
    ]
    assert list((runner.handover / "keep").iterdir()) == []


def test_what_is_released_is_not_built_again(runner: Runner) -> None:
    assert runner.read(0, RELEASED="0") == ["exit_code=0", "keep=true"]
    assert [call.partition(" ")[0] for call in runner.calls()] == ["refresh", "gh"]


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("keep/.github/workflows/x.yml", b"on: push", "no run writes a file of that name"),
        ("keep/raw/README.md", b"x", "no run writes a file of that name"),
        (f"keep/raw/{SHA256}.pdf", b"other", "another hash than its name says"),
        (f"keep/raw/{SHA256}.json", b"{", "not JSON: "),
        (f"keep/warehouse/snapshots/{SNAPSHOT}.withdrawn.json", b"{}", "no run writes a file of"),
        (f"keep/warehouse/held/{SNAPSHOT}/decision.json", b"{}", "no run writes a file of"),
        ("keep/raw/events/7.json", b"[]", "is there with other bytes, and never changes"),
        ("release/evil.exe", b"", "nothing of that name is released"),
        ("keep/raw/events/8.json", Path("/etc/passwd"), "no regular file"),
        ("keep/raw", Path("/etc"), "no regular file"),
        ("keep/raw/events/9.json", 64 * 1024 * 1024 + 1, "expected 67108864 at most"),
    ],
)
def test_what_no_run_writes_is_refused(
    tmp_path: Path, name: str, content: bytes | int | Path, complaint: str
) -> None:
    handover, checkout = tmp_path / "handover", tmp_path / "checkout"
    there = checkout / "raw" / "events" / "7.json"
    there.parent.mkdir(parents=True)
    there.write_bytes(b"{}")
    fine = handover / "keep" / "warehouse" / "snapshots" / SNAPSHOT / "manifest.json"
    fine.parent.mkdir(parents=True)
    fine.write_bytes(b"{}")
    path = handover / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, Path):
        path.symlink_to(content)
    elif isinstance(content, int):
        path.touch()
        os.truncate(path, content)
    else:
        path.write_bytes(content)
    refused = take(handover, checkout)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.startswith("refused, nothing was taken: ")
    assert complaint in refused.stderr
    assert [path for path in checkout.rglob("*") if path.is_file()] == [there]


def test_nothing_is_written_through_a_link_in_the_checkout(tmp_path: Path) -> None:
    event = tmp_path / "handover" / "keep" / "raw" / "events" / "1.json"
    event.parent.mkdir(parents=True)
    event.write_bytes(b"{}")
    (tmp_path / "checkout").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "checkout" / "raw").symlink_to(tmp_path / "elsewhere")
    refused = take(tmp_path / "handover", tmp_path / "checkout")
    assert "its place in the checkout is a link" in refused.stderr
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_one_issue_is_opened_kept_up_to_date_and_closed(runner: Runner) -> None:
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
