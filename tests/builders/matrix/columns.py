"""The columns that documents of this kind have, each in the spellings officials use."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.builders.matrix.content import Column
from tests.builders.notation import dotted, key_grouped, key_without_land
from tests.builders.register import bare_name, gemeinden, kreise, read_reference
from tests.builders.rows import DocumentRow, Rows, total_eur, total_personen

SHORT_FORMS = (
    (r"^Sankt ", "St. "),
    (r" am Neckar", " a. N."),
    (r" im Breisgau", " i. Br."),
    (r" unter ", " u. "),
    (r" an der ", " a. d. "),
    (r" im Schwarzwald", " i. Schw."),
)
"""Abbreviations that stand for one thing only."""
Number = Callable[[int], str]


def key(write: Callable[[str], str] = str, header: str = "AGS") -> Column:
    """A column of municipality keys."""
    return Column(header, lambda row: write(row.gemeinde_ags))


def key_6(header: str = "Schlüssel") -> Column:
    """Keys of 6 digits, without the Land."""
    return key(key_without_land, header)


def key_parted(header: str = "Gemeindeschlüssel") -> Column:
    """Keys in groups: `08 3 36 050`."""
    return key(key_grouped, header)


def key_regional(header: str = "Regionalschlüssel") -> Column:
    """Keys of 12 digits, with the association."""
    return key(lambda ags: f"{gemeinden()[ags].verband_ars}{ags[5:]}", header)


def name(write: Callable[[str], str] = str, header: str = "Gemeinde") -> Column:
    """A column of names; `write` turns the official name with its title into what is printed."""
    return Column(header, lambda row: write(row.gemeinde_name))


def without_title(official: str) -> str:
    """`Lörrach`, `Gutach (Schwarzwaldbahn)`."""
    return official.partition(",")[0]


def bare(official: str) -> str:
    """`Lörrach`, `Gutach`."""
    return bare_name(official)


def short(official: str) -> str:
    """`St. Blasien`, `Lauffen a. N.`."""
    text = without_title(official)
    for pattern, form in SHORT_FORMS:
        text = re.sub(pattern, form, text)
    return text


def capitals(official: str) -> str:
    """`LÖRRACH`; ß stays."""
    return "ß".join(part.upper() for part in without_title(official).split("ß"))


def great_town(official: str) -> str:
    """`Lörrach (Große Kreisstadt)`: towns of the Land's own title get it, others keep theirs."""
    return official.replace(", Stadt", ", Große Kreisstadt")


NAMES: dict[str, Callable[[str], str]] = {
    "without title": without_title,
    "official": str,
    "short": short,
    "capitals": capitals,
    "great town": great_town,
}
"""How a municipality may be named, the plainest first."""


def kreis(write: Callable[[str], str] | None = None, header: str = "Stadt-/Landkreis") -> Column:
    """A column of Kreise; `write` takes the Kreis key."""
    return Column(header, lambda row: (write or kreis_label)(row.kreis_ags))


def kreis_label(kreis_ags: str) -> str:
    """`Landkreis Lörrach`, `Ortenaukreis`."""
    return kreise()[kreis_ags].label


def kreis_short(kreis_ags: str) -> str:
    """`LK Lörrach`, `SK Ulm`, `Ortenaukreis`."""
    entry = kreise()[kreis_ags]
    return entry.name if "kreis" in entry.name else f"{entry.art[0]}K {entry.name}"


def personen(number: Number = dotted, header: str = "Personen") -> Column:
    """The counted persons."""
    return Column(
        header,
        lambda row: number(row.personen),
        "right",
        lambda rows: number(total_personen(rows)),
    )


def betrag(number: Number = dotted, header: str = "Betrag in Euro", align: str = "right") -> Column:
    """The amount: the figure itself."""
    return Column(
        header, lambda row: number(row.betrag_eur), align, lambda rows: number(total_eur(rows))
    )


def first_year(number: Number = dotted, header: str = "2018") -> Column:
    """The first of two years whose sum is the figure."""
    return _part(lambda row: row.betrag_eur // 2, number, header)


def second_year(number: Number = dotted, header: str = "2019") -> Column:
    """The second of two years: the first plus an odd euro."""
    return _part(lambda row: row.betrag_eur - row.betrag_eur // 2, number, header)


def _part(part: Callable[[DocumentRow], int], number: Number, header: str) -> Column:
    def total(rows: Rows) -> str:
        return number(sum(map(part, rows)))

    return Column(header, lambda row: number(part(row)), "right", total)


def einwohner(header: str = "Einwohner") -> Column:
    """Invented inhabitants, far more than counted persons."""
    return _part(lambda row: 480 + 137 * row.personen + int(row.gemeinde_ags[-3:]), dotted, header)


def posts(header: str = "Stellen") -> Column:
    """Posts in quarters, as the programme splits them: `0,25`."""
    return Column(
        header, lambda row: f"{row.betrag_eur // 12_750 / 4:.2f}".replace(".", ","), "right"
    )


def bezirk(header: str = "Regierungsbezirk") -> Column:
    """The Regierungsbezirk."""
    names = {
        entry["kreis_ags"]: entry["regierungsbezirk_name"] for entry in read_reference("kreise.csv")
    }
    return Column(header, lambda row: names[row.kreis_ags])


def currency(sign: str = "€", header: str = "") -> Column:
    """A currency sign in a column of its own."""
    return Column(header, lambda _row: sign, "left", lambda _rows: sign)


def marked(write: Callable[[str], str], marks: dict[str, str]) -> Callable[[DocumentRow], str]:
    """Add a footnote mark to some names, given by key."""
    return lambda row: write(row.gemeinde_name) + marks.get(row.gemeinde_ags, "")
