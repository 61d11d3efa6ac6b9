"""The municipality or the Kreis that a command is about, by what a person types.

Commands load this when they run: the names take longer than all else that most of them load.
"""

import sys
from collections.abc import Sequence

import click

from pipeline.commands import command
from pipeline.errors import ExitCode
from pipeline.tabular import json_text
from schemas.names import load_gazetteer
from schemas.register import Gemeinde, Kreis, load_register
from schemas.search import find_gemeinde


def choose_gemeinde(typed: str, *, as_json: bool) -> Gemeinde:
    """Return which municipality is meant; where that is not certain, ask who sits at a terminal.

    Who asks for JSON gets the candidates so, if they are all there is.

    Raises:
        UnknownTownError: nothing is called so, nor alike.
        KreisNamedError: only a Kreis is called so.
        AmbiguousTownError: several may be meant, and nobody can be asked.
    """
    found = find_gemeinde(typed)
    if not found.certain:
        if found.gemeinden and sys.stdin.isatty() and sys.stderr.isatty():
            return _ask(found.gemeinden)
        if as_json:
            candidates = [
                {
                    "gemeinde_ags": one.gemeinde_ags,
                    "gemeinde_name": one.gemeinde_name,
                    "kreis": load_register().kreis_of(one).label,
                }
                for one in found.gemeinden
            ]
            click.echo(json_text({"gesucht": typed, "kandidaten": candidates}), nl=False)
        raise found.failure(typed, _list_members, _ask_for)
    first = found.gemeinden[0]
    if not found.named:
        click.echo(
            f"no municipality is called {typed!r}: {load_register().described(first)} is shown",
            err=True,
        )
    return first


def _list_members(kreise: Sequence[Kreis]) -> str:
    keys = ", ".join(f"'{kreis.kreis_ags}'" for kreis in kreise)
    members = f"SELECT gemeinde_name FROM planungsrahmen WHERE kreis_ags IN ({keys})"
    return f'{command("query")} "{members}"'


def _ask_for(key: str) -> str:
    return command(str(click.get_current_context().info_name), key)


def _ask(gemeinden: Sequence[Gemeinde]) -> Gemeinde:
    """Ask in German, the language of the answer."""
    for number, gemeinde in enumerate(gemeinden, start=1):
        click.echo(f"{number:3}  {load_register().described(gemeinde)}", err=True)
    numbers = {str(number): one for number, one in enumerate(gemeinden, start=1)}
    while True:
        try:
            answer = click.prompt("Welche Gemeinde?", err=True).strip()
        except click.Abort:
            click.echo("\nabgebrochen", err=True)
            sys.exit(ExitCode.BUG)
        if answer in numbers:
            return numbers[answer]
        click.echo(f"Bitte eine Zahl von 1 bis {len(gemeinden)} eingeben.", err=True)


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
