"""Try thousands of faults, print what became of them, and fail where a bar is missed."""

from __future__ import annotations

import os
import sys
import time

import click
from tqdm import tqdm

from tests.faults.cases import MATRIX, SAMPLES, read_documents
from tests.faults.every_slip import exact_shares
from tests.faults.tally import EXACT, Line, Result, below_bar, reasons, table, tally
from tests.faults.verdict import Outcome
from tests.faults.work import run

SECTIONS = {
    "A": "A. One fault in one reading of a document, all readings compared",
    "B.1": "B.1 One fault printed into a document, the document read; every 7th by all engines",
    "same": "    The same faults put into the texts without printing: do the same checks hold?",
    "B.2": "B.2 One fault in the texts of all readings alike, documents of two Kreise",
    "B.3": "B.3 One fault in what is understood of all readings alike, documents of the whole Land",
    EXACT: "B.4 Every slip in every amount that stands alone: does the rate notice?",
}
MISSES_NAMED, HARMLESS_NAMED = 20, 3


@click.command(help="How many faults are noticed: random ones, in readings and in documents.")
@click.option("--faults", default=20_000, show_default=True, help="Faults of section A; of B.2 a "
              "tenth of it, of B.3 a fifth.")  # fmt: skip
@click.option("--printed", default=200, show_default=True, help="Faults of B.1.")
@click.option("--seed", default="1", show_default=True, help="Another seed, other faults.")
@click.option("--jobs", default=os.cpu_count() or 1, show_default=True, help="Processes.")
@click.option("--only", multiple=True, help="Try this fault alone, such as A:17.")
def main(faults: int, printed: int, seed: str, jobs: int, only: tuple[str, ...]) -> None:
    """Print a table for each section."""
    started = time.monotonic()
    counts = {"A": faults, "B.1": printed, "B.2": faults // 10, "B.3": faults // 5}
    ids = only or tuple(f"{name}:{n}" for name, count in counts.items() for n in range(count))
    documents = read_documents([*SAMPLES, *MATRIX], jobs)
    click.echo(f"seed {seed}; {len(documents)} documents, read by every engine that can")
    results = list(tqdm(run(seed, documents, ids, jobs), desc="faults", unit="", disable=None))
    for result in results if only else ():
        click.echo(
            f"{result.id}: {result.group} {result.kind} {result.document}: "
            f"{result.outcome}, {result.why}"
        )
    lines = [*tally(results), *([] if only else exact_shares())]
    for section, title in SECTIONS.items():
        here = [line for line in lines if line.section == section]
        _print_section(title, here, [result for result in results if result.section == section])
    click.echo(f"\n{len(results):,} outcomes in {time.monotonic() - started:,.0f} s")
    missed = below_bar(lines)
    for line in missed:
        click.echo(f"{line.section}, {line.group}, {line.kind}: {line.remark}", err=True)
    sys.exit(1 if missed else 0)


def _print_section(title: str, lines: list[Line], results: list[Result]) -> None:
    if not lines:
        return
    click.echo(f"\n{title}\n")
    click.echo(table(lines))
    for outcome, most in ((Outcome.HARMLESS, HARMLESS_NAMED), (Outcome.MISSED, MISSES_NAMED)):
        if said := reasons(results, outcome, most):
            click.echo("\n".join(["", f"  {outcome}:", *said]))


if __name__ == "__main__":
    main()
