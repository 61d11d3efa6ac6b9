"""What a command shows while it runs, and how it ends: data on standard output, all else not."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from pipeline import run
from pipeline.captures import captures_text
from pipeline.console import summaries_json, summary_json, summary_text
from pipeline.errors import ExitCode
from pipeline.summary import RunSummary

if TYPE_CHECKING:
    from tqdm import tqdm


def end_run(summary: RunSummary, warehouse: Path, as_json: bool) -> NoReturn:
    """Print how a run ended and leave with its exit code."""
    if summary.captures and not as_json:
        click.echo(captures_text(summary.captures))
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
    with _bar(title, "step", steps) as bar:

        def advance(step: str) -> None:
            if bar is not None:
                bar.set_postfix_str(step)
                bar.update()

        yield advance


@contextmanager
def show_counted(title: str, unit: str) -> Iterator[run.CountedProgress]:
    """Show a bar over things whose number is known only after a while."""
    with _bar(title, unit, None) as bar:

        def show(done: int, total: int, step: str) -> None:
            if bar is not None:
                bar.n, bar.total = done, total
                bar.set_postfix_str(step)

        yield show


@contextmanager
def _bar(title: str, unit: str, total: int | None) -> Iterator["tqdm[NoReturn] | None"]:
    """Give a bar on a terminal, above which logs are written; None elsewhere and with ``-q``."""
    quiet = click.get_current_context().ensure_object(dict).get("quiet", False)
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from tqdm import tqdm
    from tqdm.contrib.logging import logging_redirect_tqdm

    with (
        logging_redirect_tqdm(),
        tqdm(total=total, desc=title, unit=unit, leave=False, file=sys.stderr) as bar,
    ):
        yield bar
