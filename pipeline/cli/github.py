"""What a run tells GitHub Actions where it runs there: outputs for later steps, a page for people.

Neither changes how the run ends: a file that cannot be written is a warning.
"""

import errno
import os
import stat
from collections.abc import Iterable, Sequence

from pipeline.console import summary_text
from pipeline.errors import ExitCode
from pipeline.logs import LOG
from pipeline.summary import RunSummary
from pipeline.values import format_value, one_line, visible

OUTPUTS, PAGE = "GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"
"""Variables of the environment that name the files."""


def report_ends(summaries: Sequence[RunSummary], *, changed: bool) -> None:
    """Tell how runs ended: in outputs the one that ended worst, on the page each.

    `changed` is whether anything was published, by them or before them.
    """
    worst = max(summaries, key=lambda run: (run.exit_code, run.changed), default=None)
    outputs = {
        "changed": changed,
        "snapshot": worst.snapshot if worst else None,
        "outcome": worst.outcome if worst else "unchanged",
        "exit_code": int(worst.exit_code if worst else ExitCode.DONE),
    }
    # No value can begin a line of its own.
    _append(OUTPUTS, (f"{name}={one_line(format_value(one))}" for name, one in outputs.items()))
    for summary in summaries:
        first, *rest = summary_text(summary).splitlines()
        warnings = [f"  warning: {one_line(warning)}" for warning in summary.warnings]
        # Indented, so that nobody formats or links anything in it.
        printed = (f"    {line}" for line in (first, *warnings, *rest))
        _append(PAGE, (f"### planungsrahmen: {summary.outcome}", "", *printed, ""))


def _append(variable: str, lines: Iterable[str]) -> None:
    """Add lines to the file that a variable names, if it names one."""
    name = os.environ.get(variable)
    if not name:
        return
    text = "".join(f"{line}\n" for line in lines)
    try:
        with open(name, "a", encoding="utf-8", opener=_opener) as file:
            file.write(visible(text))
    except OSError as error:
        LOG.warning("%s: cannot write %s: %s", variable, name, error.strerror or error)


def _opener(name: str, flags: int) -> int:
    """Open a file or a character device; a pipe could wait for ever for somebody to read."""
    descriptor = os.open(name, flags | os.O_NONBLOCK, 0o666)
    mode = os.fstat(descriptor).st_mode
    if not (stat.S_ISREG(mode) or stat.S_ISCHR(mode)):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "is no regular file")
    return descriptor
