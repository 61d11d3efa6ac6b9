"""The command as it is typed: in a process of its own, or for a third of the time in this one."""

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli.app import run_command_line
from tests.paths import ROOT

Done = subprocess.CompletedProcess[str]


def typed(*words: str | Path) -> Done:
    """Run the command with the given words only, as its users do."""
    command = [sys.executable, "-m", "pipeline", *map(str, words)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def typed_here(*words: str | Path) -> Done:
    """Run the command in this process, without what it makes of its streams."""
    given = list(map(str, words))
    with pytest.MonkeyPatch.context() as patch, CliRunner().isolation() as (out, err, _):
        patch.setattr("sys.argv", [str(ROOT / "pipeline" / "__main__.py"), *given])
        patch.setattr("sys.orig_argv", [sys.executable])
        patch.setattr("pipeline.cli.app.prepare_streams", lambda: None)
        patch.setattr("pipeline.cli.app.start_logging", lambda _: None)
        with pytest.raises(SystemExit) as end:
            run_command_line()
    stdout, stderr = (stream.getvalue().decode() for stream in (out, err))
    return subprocess.CompletedProcess(given, int(end.value.code or 0), stdout, stderr)
