"""What a command shows while it runs, and how it ends: data on standard output, all else not."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import click

from pipeline.capture_reports import captures_text
from pipeline.cli.github import report_ends, report_failure
from pipeline.console import summaries_json, summary_json, summary_text
from pipeline.errors import ExitCode, exit_code_of
from pipeline.logs import log_event
from pipeline.run.recorded import CountedProgress, Progress, publications
from pipeline.summary import RunSummary

_BEFORE = "publications before the command"


class RunCommand(click.Command):
    """A command that is a run: how it ended is reported to whoever started it, in every case."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; an error that leaves no summary is reported on its way out."""
        ctx.meta[_BEFORE] = publications()
        try:
            return super().invoke(ctx)
        except (click.exceptions.Exit, click.ClickException, click.Abort):
            raise
        except (Exception, KeyboardInterrupt) as error:
            code, changed = exit_code_of(error), _has_published(ctx)
            if code is not ExitCode.USAGE:
                log_event("end", outcome="failed", exit_code=int(code), changed=changed)
            report_failure(error, changed=changed)
            raise


def _has_published(ctx: click.Context) -> bool:
    """Whether the command has published anything so far, whatever its runs say of themselves."""
    return publications() > int(ctx.meta[_BEFORE])


def end_run(summary: RunSummary, warehouse: Path, as_json: bool) -> NoReturn:
    """Print how a run ended, tell who started it, and leave with its exit code."""
    report_runs([summary])
    if summary.captures and not as_json:
        click.echo(captures_text(summary.captures))
    if as_json:
        click.echo(summary_json(summary))
    else:
        _print_summary(summary, warehouse)
    sys.exit(summary.exit_code)


def end_runs(summaries: Sequence[RunSummary], warehouse: Path, as_json: bool) -> NoReturn:
    """Print how each of several runs ended, tell who started them, leave with the worst code."""
    report_runs(summaries)
    if as_json:
        click.echo(summaries_json(summaries))
    else:
        for summary in summaries:
            _print_summary(summary, warehouse)
    sys.exit(max((summary.exit_code for summary in summaries), default=ExitCode.DONE))


def _print_summary(summary: RunSummary, warehouse: Path) -> None:
    if summary.outcome in ("unreadable", "unreachable", "failed"):
        click.echo(f"error: {summary.message}", err=True)
    else:
        click.echo(summary_text(summary, warehouse))


def report_runs(summaries: Sequence[RunSummary]) -> None:
    """Log how runs ended, and tell GitHub where they run there."""
    for summary in summaries:
        log_event(
            "end",
            outcome=summary.outcome,
            exit_code=int(summary.exit_code),
            changed=summary.changed,
            document=summary.document,
            snapshot=summary.snapshot,
            held=summary.held,
            seconds=summary.seconds,
        )
    report_ends(summaries, changed=_has_published(click.get_current_context()))


@contextmanager
def show_progress(title: str, steps: int | None) -> Iterator[Progress]:
    """Show a bar on a terminal; elsewhere, and with ``-q``, nothing."""
    with _bar(title, "step", steps) as bar:

        def advance(step: str) -> None:
            if bar is not None:
                bar.set_postfix_str(step)
                bar.update()

        yield advance


@contextmanager
def show_counted(title: str, unit: str) -> Iterator[CountedProgress]:
    """Show a bar over things whose number is known only after a while."""
    with _bar(title, unit, None) as bar:

        def show(done: int, total: int, step: str) -> None:
            if bar is not None:
                bar.n, bar.total = done, total
                bar.set_postfix_str(step)

        yield show


@contextmanager
def _bar(title: str, unit: str, total: int | None) -> Iterator[Any]:
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
