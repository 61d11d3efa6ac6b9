"""What a command shows while it runs, and how it ends: data on standard output, all else not."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import click

from pipeline import run
from pipeline.console import summaries_json, summary_json, summary_text
from pipeline.errors import ExitCode
from pipeline.summary import RunSummary


def end_run(summary: RunSummary, warehouse: Path, as_json: bool) -> NoReturn:
    """Print how a run ended and leave with its exit code."""
    if as_json:
        click.echo(summary_json(summary))
    else:
        _say(summary, warehouse)
    sys.exit(summary.exit_code)


def end_runs(summaries: Sequence[RunSummary], warehouse: Path, as_json: bool) -> NoReturn:
    """Print how each of several runs ended and leave with the worst exit code."""
    if as_json:
        click.echo(summaries_json(summaries))
    else:
        for summary in summaries:
            _say(summary, warehouse)
    sys.exit(max((summary.exit_code for summary in summaries), default=ExitCode.DONE))


def _say(summary: RunSummary, warehouse: Path) -> None:
    if summary.outcome in ("unreadable", "unreachable", "failed"):
        click.echo(f"error: {summary.message}", err=True)
    else:
        click.echo(summary_text(summary, warehouse))


@contextmanager
def show_progress(title: str, steps: int | None) -> Iterator[run.Progress]:
    """Show a bar on a terminal; elsewhere, and with ``-q``, nothing."""
    quiet = click.get_current_context().ensure_object(dict).get("quiet", False)
    if quiet or not sys.stderr.isatty():
        yield lambda step: None
        return
    from tqdm import tqdm

    with tqdm(total=steps, desc=title, unit="step", leave=False, file=sys.stderr) as bar:

        def advance(step: str) -> None:
            bar.set_postfix_str(step)
            bar.update()

        yield advance
