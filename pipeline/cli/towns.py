"""The municipality or the Kreis that a command is about, by what a person types.

Commands load this when they run: the names take longer than all else that most of them load.
"""

import sys
from pathlib import Path

import click

from pipeline.commands import command
from pipeline.errors import AmbiguousTownError, UnknownTownError
from schemas.names import load_gazetteer
from schemas.register import Gemeinde, load_register
from schemas.search import Found, Kind, find_gemeinde

NOT_NAMED = (Kind.PART, Kind.SIMILAR)


def choose_gemeinde(typed: str, warehouse: Path) -> Gemeinde:
    """Return which municipality is meant; where that is not certain, ask who sits at a terminal.

    Raises:
        UnknownTownError: nothing is called so, nor alike.
        AmbiguousTownError: several may be meant, and nobody can be asked.
    """
    found = find_gemeinde(typed)
    if not found.gemeinden:
        raise UnknownTownError(typed)
    if not found.certain:
        return _ask(typed, found, warehouse)
    first = found.gemeinden[0]
    if found.kind in NOT_NAMED:
        click.echo(
            f"no municipality is called {typed!r}: {load_register().described(first)} is shown",
            err=True,
        )
    return first


def _ask(typed: str, found: Found, warehouse: Path) -> Gemeinde:
    candidates = tuple(map(load_register().described, found.gemeinden))
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        name, key = click.get_current_context().info_name, found.gemeinden[0].gemeinde_ags
        remedy = command(str(name), key, warehouse=warehouse)
        raise AmbiguousTownError(typed, candidates, remedy)
    for number, candidate in enumerate(candidates, start=1):
        click.echo(f"{number:3}  {candidate}", err=True)
    which = click.IntRange(1, len(candidates))
    return found.gemeinden[click.prompt("Welche Gemeinde?", type=which, err=True) - 1]


def choose_kreis(typed: str) -> str:
    """Return the key of the Kreis that is meant.

    Raises:
        click.BadParameter: none is called so, or several are.
    """
    kreise = load_register().kreise
    found = (
        [typed] if typed in kreise else [k.kreis_ags for k in load_gazetteer().find_kreise(typed)]
    )
    if len(found) == 1:
        return found[0]
    known = ", ".join(f"{kreise[key].label} ({key})" for key in found)
    reason = f"{typed!r} may be {known}" if found else f"no Kreis is called {typed!r}"
    reason += "; give its key (5 digits) or its name with its kind"
    raise click.BadParameter(reason, param_hint="'--kreis'")
