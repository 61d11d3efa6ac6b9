"""Commands in messages can be typed as they stand: called alike, with the folders that matter."""

import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.acquire.failures import GoneError, NotAPdfAnswerError
from pipeline.cli.app import cli
from pipeline.commands import (
    PDF,
    REASON,
    WITH_RAW_DIR,
    WITHOUT_FOLDERS,
    command,
    give_folders,
    program,
    remedy_for,
    usual_raw_dir,
)
from pipeline.errors import (
    BrokenPdfError,
    CopyingForbiddenError,
    DocumentMissingError,
    EngineLimitError,
    LayoutError,
    NothingToForgetError,
    PasswordRequiredError,
    UnknownSnapshotError,
)

OTHER = Path("/srv/other house")
QUOTED = "'/srv/other house'"


@pytest.mark.parametrize(
    ("warehouse", "raw_dir", "typed"),
    [
        (Path("warehouse"), None, "planungsrahmen verify"),
        (Path("warehouse"), Path("raw"), "planungsrahmen verify"),
        (Path("warehouse"), Path("docs"), "planungsrahmen verify --raw-dir docs"),
        (OTHER, None, f"planungsrahmen verify --warehouse {QUOTED}"),
        (OTHER, OTHER / "raw", f"planungsrahmen verify --warehouse {QUOTED}"),
        (OTHER, Path("raw"), f"planungsrahmen verify --warehouse {QUOTED} --raw-dir raw"),
    ],
)
def test_folders_are_named_that_the_command_would_not_take(
    warehouse: Path, raw_dir: Path | None, typed: str
) -> None:
    assert command("verify", warehouse=warehouse, raw_dir=raw_dir) == typed
    give_folders(warehouse=warehouse, raw_dir=raw_dir or usual_raw_dir(warehouse))
    assert command("verify") == typed


def test_documents_lie_beside_the_usual_warehouse_and_inside_any_other() -> None:
    assert usual_raw_dir(Path("warehouse")) == Path("raw")
    assert usual_raw_dir(Path("warehouse").absolute()) == Path("raw")
    assert usual_raw_dir(OTHER) == OTHER / "raw"


def test_a_command_is_given_only_what_it_takes() -> None:
    taken: dict[str, set[str]] = {
        name: {option for one in given.params for option in one.opts}
        for name, given in cli.commands.items()
    }
    assert {name for name, options in taken.items() if "--raw-dir" in options} == WITH_RAW_DIR
    without = {name for name, options in taken.items() if "--warehouse" not in options}
    assert without == WITHOUT_FOLDERS
    give_folders(warehouse=OTHER, raw_dir=Path("docs"))
    assert command("rebuild") == f"planungsrahmen rebuild --warehouse {QUOTED}"
    assert command("extract", "a b.pdf") == "planungsrahmen extract 'a b.pdf'"


def test_a_warehouse_is_named_where_the_environment_names_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PLANUNGSRAHMEN_WAREHOUSE", "mine")
    assert command("verify") == "planungsrahmen verify --warehouse mine"
    give_folders(warehouse=Path("warehouse"))
    assert command("verify") == "planungsrahmen verify --warehouse warehouse"


def test_commands_begin_as_this_one_was_called(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    script = tmp_path / "my bin" / "planungsrahmen"
    script.parent.mkdir()
    script.write_text("#!/bin/sh\n")
    script.chmod(0o755)
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    monkeypatch.setattr(sys, "orig_argv", ["my bin/python", "-m", "pipeline"])
    for called, typed in (
        (script, f"'{script}'"),
        (tmp_path / "pipeline" / "__main__.py", "'my bin/python' -m pipeline"),
        ("/usr/bin/pytest", "planungsrahmen"),
        ("-c", "planungsrahmen"),
    ):
        monkeypatch.setattr(sys, "argv", [str(called)])
        assert program() == typed
    monkeypatch.setenv("PATH", str(script.parent))
    monkeypatch.setattr(sys, "argv", [str(script)])
    assert program() == "planungsrahmen"


PLACES = f"--warehouse {QUOTED} --raw-dir docs"


@pytest.mark.parametrize(
    ("error", "typed"),
    [
        (LayoutError("a b.pdf", "why"), "run: planungsrahmen extract --raw 'a b.pdf'; "),
        (LayoutError("standard input", "why"), "run: planungsrahmen extract --raw -; "),
        (BrokenPdfError("a b.pdf", "why"), ": qpdf 'a b.pdf' repaired.pdf"),
        (
            EngineLimitError("a b.pdf", "pdfium", "why"),
            ": qpdf 'a b.pdf' --pages . 1-50 -- part.pdf",
        ),
        (
            PasswordRequiredError("a b.pdf"),
            ": qpdf --decrypt --password=PASSWORD 'a b.pdf' decrypted.pdf && "
            f"planungsrahmen ingest decrypted.pdf {PLACES}",
        ),
        (
            CopyingForbiddenError("a b.pdf", "camelot"),
            ": planungsrahmen extract --engine pdfium 'a b.pdf'",
        ),
        (UnknownSnapshotError("x", ()), f"run: planungsrahmen ingest PDF {PLACES}"),
        (DocumentMissingError(Path("docs"), "0"), f": planungsrahmen ingest PDF {PLACES}"),
        (
            NothingToForgetError(["x"], []),
            f"run: planungsrahmen withdraw x --reason '…' --warehouse {QUOTED}",
        ),
        (
            GoneError("https://example.org/", status=404),
            f": planungsrahmen refresh --url ADDRESS {PLACES}; one that stays belongs in "
            "schemas/sources/igm_vwv_planungsrahmen.toml",
        ),
        (
            NotAPdfAnswerError("https://example.org/", "text/html", b"<"),
            f"run: planungsrahmen ingest PDF {PLACES}",
        ),
    ],
    ids=lambda one: type(one).__name__,
)
def test_every_remedy_can_be_typed_as_it_stands(error: Exception, typed: str) -> None:
    give_folders(warehouse=OTHER, raw_dir=Path("docs"))
    assert typed in str(error)


def refusal(*words: str) -> str:
    """Return what is said of a command that is refused for what was typed."""
    done = CliRunner().invoke(cli, words)
    assert (done.exit_code, done.stdout) == (2, "")
    return done.stderr.strip().rpartition("\n")[2]


@pytest.mark.parametrize("name", ["accept", "withdraw"])
def test_a_reason_that_is_still_to_be_written_is_refused(name: str) -> None:
    refused = refusal(name, "latest", *REASON)
    assert refused.endswith("'--reason': expected a text in words, found '…'")


def test_a_file_that_is_still_to_be_named_is_refused() -> None:
    assert refusal("ingest", PDF).endswith("File 'PDF' does not exist.")


@pytest.mark.parametrize(
    ("name", "address", "typed"),
    [
        ("ingest", "https://example.org/a?b&c", "refresh --url 'https://example.org/a?b&c' {}"),
        ("ingest", "HTTPS://example.org/a.pdf", "refresh --url HTTPS://example.org/a.pdf {}"),
        ("ingest", "ftp://example.org/a.pdf", "ingest - {}"),
        ("extract", "https://example.org/a.pdf", "extract -"),
    ],
)
def test_an_address_has_a_command_of_its_own(name: str, address: str, typed: str) -> None:
    folders = [] if name == "extract" else ["--raw-dir", "docs", "--warehouse", str(OTHER)]
    run = f"planungsrahmen {typed.format(PLACES)}"
    if not typed.startswith("refresh"):
        run = f"curl --fail --silent --show-error {address} | {run}"
    refused = refusal(name, *folders[:2], address, *folders[2:])
    assert refused.endswith(f": {address} is an address; to fetch it, run: {run}")


def test_a_warehouse_may_have_the_name_of_a_folder_in_it() -> None:
    record = Path("exports") / "runs" / "x.json"
    assert (
        remedy_for(record)
        == "to move it away, run: mv exports/runs/x.json exports/runs/x.json.aside"
    )
