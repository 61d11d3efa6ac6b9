"""The municipality or the Kreis that a command is about, by what a person types."""

import sys

import click

from pipeline.commands import command
from pipeline.errors import AmbiguousTownError, UnknownTownError
from schemas.names import load_gazetteer
from schemas.register import Gemeinde, load_register
from schemas.search import Found, Kind, find_gemeinde

NOT_NAMED = (Kind.PART, Kind.SIMILAR)


def _resolve(context: click.Context, parameter: click.Parameter, typed: str) -> Gemeinde:
    """Return which municipality is meant; where that is not certain, ask who sits at a terminal.

    Raises:
        UnknownTownError: nothing is called so, nor alike.
        AmbiguousTownError: several may be meant, and nobody can be asked.
    """
    found = find_gemeinde(typed)
    if not found.gemeinden:
        raise UnknownTownError(typed)
    if not found.certain:
        return _ask(context, typed, found)
    first = found.gemeinden[0]
    if found.kind in NOT_NAMED:
        click.echo(
            f"no municipality is called {typed!r}: {load_register().described(first)} is shown",
            err=True,
        )
    return first


def _ask(context: click.Context, typed: str, found: Found) -> Gemeinde:
    candidates = tuple(map(load_register().described, found.gemeinden))
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        key, warehouse = found.gemeinden[0].gemeinde_ags, context.params["warehouse"]
        remedy = command(str(context.info_name), key, warehouse=warehouse)
        raise AmbiguousTownError(typed, candidates, remedy)
    for number, candidate in enumerate(candidates, start=1):
        click.echo(f"{number:3}  {candidate}", err=True)
    which = click.IntRange(1, len(candidates))
    return found.gemeinden[click.prompt("Welche Gemeinde?", type=which, err=True) - 1]


def _resolve_kreis(
    context: click.Context, parameter: click.Parameter, typed: str | None
) -> str | None:
    """Return the key of the Kreis that is meant."""
    if typed is None:
        return None
    kreise = load_register().kreise
    found = (
        [typed] if typed in kreise else [k.kreis_ags for k in load_gazetteer().find_kreise(typed)]
    )
    if len(found) == 1:
        return found[0]
    known = ", ".join(f"{kreise[key].label} ({key})" for key in found)
    reason = f"{typed!r} may be {known}" if found else f"no Kreis is called {typed!r}"
    raise click.BadParameter(f"{reason}; give its key (5 digits) or its name with its kind")


kreis_option = click.option(
    "--kreis", metavar="KREIS", callback=_resolve_kreis, help="Only this Kreis, by key or name."
)
gemeinde_argument = click.argument("gemeinde", callback=_resolve)
