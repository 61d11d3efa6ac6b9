"""What a command shows while it runs, and how it ends: data on standard output, all else not."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NoReturn

import click

from pipeline.cli.github import report_ends
from pipeline.cli.streams import Messages
from pipeline.console import captures_text, summary_text
from pipeline.errors import ExitCode
from pipeline.logs import log_event, watched
from pipeline.run.setup import Setup
from pipeline.summary import RunSummary, abort_summary, summary_record
from pipeline.tabular import json_text

_BEFORE = "publications before the command"


class RunCommand(click.Command):
    """A command that is a run: how it ended is reported to whoever started it, in every case."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; an error that leaves no summary is reported on its way out."""
        from pipeline.run.recorded import name_command
        from pipeline.store.publication import publications

        ctx.meta[_BEFORE] = publications()
        name_command(str(ctx.info_name))
        try:
            return super().invoke(ctx)
        except (click.exceptions.Exit, click.ClickException, click.Abort):
            raise
        except Exception as error:
            report_runs([abort_summary(error, changed=_has_published(ctx))])
            raise


def _has_published(ctx: click.Context) -> bool:
    """Whether the command has published anything so far, whatever its runs say of themselves."""
    from pipeline.store.publication import publications

    return publications() > int(ctx.meta[_BEFORE])


def end_runs(
    summaries: Sequence[RunSummary], setup: Setup, as_json: bool, *, as_list: bool = False
) -> NoReturn:
    """Print how each of several runs ended, tell who started them, leave with the worst code."""
    report_runs(summaries)
    if as_json:
        records = [summary_record(summary) for summary in summaries]
        click.echo(json_text(records if as_list else records[0]), nl=False)
    for summary in () if as_json else summaries:
        if summary.captures:
            click.echo(captures_text(summary.captures))
        is_error = summary.outcome in ("unreadable", "unreachable", "failed")
        text = f"error: {summary.message}" if is_error else summary_text(summary, setup.root)
        click.echo(text, err=is_error)
    sys.exit(max((summary.exit_code for summary in summaries), default=ExitCode.DONE))


def report_runs(summaries: Sequence[RunSummary]) -> None:
    """Log how runs ended, and tell GitHub where they run there."""
    # What was asked wrong is no run.
    for summary in (one for one in summaries if one.exit_code is not ExitCode.USAGE):
        log_event(
            "end",
            outcome=summary.outcome,
            exit_code=int(summary.exit_code),
            changed=summary.changed,
            document=summary.document,
            snapshot=summary.snapshot,
            held=summary.held,
            seconds=summary.seconds or None,
        )
    report_ends(summaries, changed=_has_published(click.get_current_context()))


@contextmanager
def show_steps(title: str) -> Iterator[None]:
    """Show on a terminal which step of a run it is at; elsewhere, and with ``-q``, nothing.

    Logs are written above that line.
    """
    quiet = click.get_current_context().ensure_object(dict).get("quiet", False)
    messages = sys.stderr
    if quiet or not isinstance(messages, Messages) or not messages.isatty():
        yield
        return
    with watched(title, messages.show_status):
        yield
