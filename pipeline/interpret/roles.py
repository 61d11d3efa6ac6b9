"""Which column holds what: key, name, Kreis, persons, amount.

Key, name and Kreis are told by their content, for the register knows them; numbers as `numbers`
says. Where nothing decides, the layout is not understood.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from pipeline.interpret.columns import Column, in_one_line
from pipeline.interpret.notation import PERSONS, parse_gemeinde_ags
from pipeline.interpret.numbers import RoleError, number_roles
from pipeline.interpret.titles import with_titles_in_place
from pipeline.model import ColumnRole
from schemas.headers import NUMBER_ROLES, role_of_header, titles_in_order
from schemas.names import load_gazetteer

MOSTLY = 0.8
"""Share of a column's texts that must be of a kind."""
NAMED = 0.6
"""Share of texts that must be names: headings and sums stand among them."""
DISTINCT = 0.5
"""Share of the names that must differ: a Regierungsbezirk bears a town's name on every row."""
OTHER_TOWNS = 0.1
"""Share of a second column's names that stand among the first one's, above which they belong."""
OTHER_TABLE = 0.1
"""As many names as this, by those of the first column, are no remarks but another table's."""
MAX_KEY_COLUMNS = 5
BEGINS_WITH_NUMBER = re.compile(r"\d")
COUNT_OF_PERSONS = re.compile(rf"\d[\d.\s]*{PERSONS}")


@dataclass(frozen=True)
class Roles:
    """The columns of one column model by role; None where the document prints none."""

    name: int
    betrag: int
    key: tuple[int, ...] = ()
    """Several where the key is printed in groups, each in a column of its own."""
    kreis: int | None = None
    personen: int | None = None
    parts: tuple[tuple[int, str], ...] = ()
    """Columns of partial amounts with their titles."""
    numbers: tuple[int, ...] = ()
    """All columns of numbers."""
    wrapped_numbers: tuple[int, ...] = ()
    """Those of numbers that are wrapped at their spaces, as their rate proves."""
    numbered: bool = False
    """Whether the rows' running numbers stand in front of the names."""
    explained: tuple[ColumnRole, ...] = ()


def find_roles(model: int, columns: Sequence[Column]) -> Roles | None:
    """Return the roles of a table's columns; None for a table that is not about municipalities.

    Raises:
        RoleError: it names municipalities, but which number is the amount cannot be told.
    """
    name = find_name_column(columns)
    if name is None:
        _refuse_repeated_names(columns)
        return None
    if _is_of_larger_areas(name.header):
        return None
    _refuse_second_names(columns, name)
    key = _key_columns(columns)
    kreis = _kreis_column([c for c in columns if c.index not in key and c is not name], name)
    known = {name.index, *key, *([kreis.index] if kreis else [])}
    unknown = [c for c in columns if c.index not in known]
    printed = [c for c in unknown if c.share(c.figures) >= MOSTLY and c.is_filled]
    if not printed:
        return None
    _refuse_unread_counts(c for c in unknown if c not in printed)
    numbers = [in_one_line(c, (other for other in printed if other is not c)) for c in printed]
    told = number_roles(with_titles_in_place(columns, numbers))
    explained = [
        (name, "gemeinde_name", f"{name.names} texts are names"),
        *((columns[c], "gemeinde_ags", "most texts are keys of the register") for c in key),
        *((c, told.role_of(c), told.why) for c in told.all),
    ]
    if kreis:
        count = kreis.kreise or kreis.kreis_keys
        explained.append((kreis, "kreis", f"{count} texts are Kreise"))
    return Roles(
        name=name.index,
        betrag=told.betrag.index,
        key=key,
        kreis=kreis.index if kreis else None,
        personen=told.personen.index if told.personen else None,
        parts=tuple((c.index, c.header) for c in told.parts),
        numbers=tuple(c.index for c in told.all),
        wrapped_numbers=tuple(c.index for c, p in zip(numbers, printed, strict=True) if c is not p),
        numbered=name.is_numbered,
        explained=tuple(
            ColumnRole(model, c.index, role, " ".join(c.header.split()), why)
            for c, role, why in sorted(explained, key=lambda entry: entry[0].index)
        ),
    )


def _refuse_second_names(columns: Iterable[Column], name: Column) -> None:
    """Refuse a table with two columns of different municipalities.

    The column of an association names towns that stand in the table too.
    """
    here = {cell.text for cell in name.cells if cell.is_name}
    for column in columns:
        there = {cell.text for cell in column.cells if cell.is_name}
        if (
            column is name
            or len(there) < OTHER_TABLE * len(here)
            or column.share(column.names) < NAMED
        ):
            continue
        if len(there & here) < OTHER_TOWNS * len(there):
            raise RoleError("two columns name municipalities: tables side by side, not told apart")


def _is_of_larger_areas(title: str) -> bool:
    """Return True if names under a title are those of Kreise or Regierungsbezirke, not of towns.

    A Kreis named in the title is the one whose municipalities stand below it.
    """
    roles = {role for role, _ in titles_in_order(title)}
    is_generic = not load_gazetteer().find_kreise(title)
    return is_generic and bool(roles & {"kreis", "text"}) and "gemeinde_name" not in roles


def _refuse_unread_counts(columns: Iterable[Column]) -> None:
    """Refuse a column of persons or amounts, by title or unit, that is not read as numbers."""
    for column in columns:
        role = role_of_header(column.header, NUMBER_ROLES)
        counts = sum(COUNT_OF_PERSONS.match(text) is not None for text in column.texts)
        is_ours = role in ("personen", "betrag") or 2 * counts > column.filled
        if not is_ours or not column.is_filled:
            continue
        numbered = [text for text in column.texts if BEGINS_WITH_NUMBER.match(text)]
        if 2 * len(numbered) > column.filled:
            raise RoleError(
                f"the numbers under {column.header!r} are unreadable, like {numbered[0]!r}"
            )


def find_name_column(columns: Sequence[Column]) -> Column | None:
    """Return the column with the most names of municipalities, if there is one."""
    varied = (c for c in _named_columns(columns) if c.distinct_names > DISTINCT * c.names)
    return _best(varied, lambda c: c.distinct_names)


def _refuse_repeated_names(columns: Sequence[Column]) -> None:
    """Refuse a table whose only names are of municipalities that stand there several times."""
    for column in _named_columns(columns):
        raise RoleError(
            f"{column.names} rows have only {column.distinct_names} names of municipalities; "
            "expected one row each, not several lists or years"
        )


def _named_columns(columns: Iterable[Column]) -> list[Column]:
    return [c for c in columns if c.share(c.names) >= NAMED and c.share(c.landkreise) < MOSTLY]


def _key_columns(columns: Sequence[Column]) -> tuple[int, ...]:
    """Return the column of keys, or the neighbouring columns whose texts together are keys."""
    gemeinden = load_gazetteer().register.gemeinden
    for size in range(1, MAX_KEY_COLUMNS + 1):
        for start in range(len(columns) - size + 1):
            parts = columns[start : start + size]
            if any(c.share(c.figures) < MOSTLY for c in parts):
                continue
            keys = ["".join(texts) for texts in zip(*(c.texts for c in parts), strict=True)]
            filled = [key for key in keys if key]
            known = sum(parse_gemeinde_ags(key) in gemeinden for key in filled)
            if filled and known >= MOSTLY * len(filled):
                return tuple(c.index for c in parts)
    return ()


def _kreis_column(columns: Sequence[Column], name: Column) -> Column | None:
    """Return the column of Kreise: that of the names beside them, not of their Regierungsbezirk.

    A town of the same name may lie in each row's Regierungsbezirk, where the title says so.
    """
    columns = [c for c in columns if role_of_header(c.header) != "text"]
    named = [c for c in columns if c.share(c.kreise) >= MOSTLY and c.is_kreis_of(name)]
    keyed = [c for c in columns if c.filled and c.kreis_keys == c.filled and c.is_kreis_of(name)]
    return _best(named or keyed, lambda c: c.agreeing_with(name)[1])


def _best(candidates: Iterable[Column], key: Callable[[Column], int]) -> Column | None:
    return max(candidates, key=key, default=None)
