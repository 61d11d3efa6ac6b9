"""What a run tells GitHub Actions where it runs there: outputs for later steps, a page for people.

Neither changes how the run ends: a file that cannot be written is a warning.
"""

import errno
import os
import stat
from collections.abc import Iterable, Iterator, Sequence

from pipeline import markdown
from pipeline.errors import ExitCode, PlanungsrahmenError, exit_code_of
from pipeline.logs import LOG
from pipeline.summary import RunSummary
from pipeline.values import format_value, one_line

OUTPUTS, PAGE = "GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"
"""Variables of the environment that name the files."""
MOST_ITEMS = 20
"""So many failed checks and warnings are on the page; all are in the run's record."""
MOST_CHARACTERS = 500
"""Of one of them."""


def report_ends(summaries: Sequence[RunSummary], *, changed: bool) -> None:
    """Tell how runs ended: in outputs the one that ended worst, on the page each.

    `changed` is whether anything was published, by them or before them.
    """
    worst = max(summaries, key=lambda run: (run.exit_code, run.changed), default=None)
    _write_outputs(
        changed=changed,
        snapshot=worst.snapshot if worst else None,
        outcome=worst.outcome if worst else "unchanged",
        exit_code=worst.exit_code if worst else ExitCode.DONE,
    )
    for summary in summaries:
        _append(PAGE, _page(summary))


def report_failure(error: BaseException, *, changed: bool) -> None:
    """Tell that a run ended without a summary: it could not begin, or not go on.

    `changed` is whether it had published anything by then.
    """
    code = exit_code_of(error)
    _write_outputs(changed=changed, snapshot=None, outcome="failed", exit_code=code)
    expected = isinstance(error, PlanungsrahmenError)
    text = str(error) if expected else f"{error!r}: the log has the traceback"
    _append(PAGE, [_title("failed"), "", _shortened(text)])


def _write_outputs(
    *, changed: bool, snapshot: str | None, outcome: str, exit_code: ExitCode
) -> None:
    """Write `name=value` lines; no value can begin a line of its own."""
    outputs = {
        "changed": changed,
        "snapshot": snapshot,
        "outcome": outcome,
        "exit_code": int(exit_code),
    }
    lines = (f"{name}={one_line(format_value(value))}" for name, value in outputs.items())
    _append(OUTPUTS, lines)


def _page(summary: RunSummary) -> Iterator[str]:
    """A run in Markdown, for operators."""
    yield from (_title(summary.outcome), "", _shortened(summary.message), "")
    facts = {
        "exit code": int(summary.exit_code),
        "published anew": "yes" if summary.changed else "no",
        "snapshot": summary.snapshot,
        "rows": None if summary.rows is None else f"{summary.rows:,}",
        "total": None if summary.total_eur is None else f"{summary.total_eur:,.0f} EUR",
        "held folder": summary.held,
        "document (SHA-256)": summary.document,
        "seconds": summary.seconds,
    }
    rows = [(name, markdown.code(str(fact))) for name, fact in facts.items() if fact is not None]
    yield markdown.table(("what", "value"), rows)
    failed = [f"{check.name}: {check.message}" for check in summary.checks if check.holds]
    yield from _listed("Failed checks", failed)
    yield from _listed("Warnings", summary.warnings)


def _title(outcome: str) -> str:
    return f"### planungsrahmen: {outcome}"


def _listed(title: str, texts: Iterable[str]) -> Iterator[str]:
    items = [f"- {_shortened(text)}" for text in texts]
    if not items:
        return
    yield from (f"**{title}: {len(items)}**", "", *items[:MOST_ITEMS])
    if len(items) > MOST_ITEMS:
        yield f"- and {len(items) - MOST_ITEMS} more, in the run's record"
    yield ""


def _shortened(text: str) -> str:
    line = one_line(text)
    if len(line) > MOST_CHARACTERS:
        line = f"{line[:MOST_CHARACTERS]} …"
    return markdown.escape(line)


def _append(variable: str, lines: Iterable[str]) -> None:
    """Add lines to the file that a variable names, if it names one."""
    name = os.environ.get(variable)
    if not name:
        return
    text = "".join(f"{line}\n" for line in lines)
    try:
        # A file name may hold bytes that are no text.
        with open(name, "a", encoding="utf-8", errors="backslashreplace", opener=_opener) as file:
            file.write(text)
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
