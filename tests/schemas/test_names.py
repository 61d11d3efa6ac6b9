"""Printed names of municipalities and Kreise: found in every spelling, never mistaken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.names import ADDITION, NONE, letters, load_gazetteer, without_title
from schemas.register import Gemeinde
from tests.builders.register import bare_name
from tests.builders.search import examples
from tests.builders.spellings import LETTERS, MARKS, TITLES, Spelling, spellings

GAZETTEER = load_gazetteer()
REGISTER = GAZETTEER.register
GEMEINDEN = list(REGISTER.gemeinden.values())
KREISE = sorted(REGISTER.kreise)
DOUBLE = {
    "Altdorf": {"08115002", "08116005"},
    "Altheim": {"08425004", "08426008"},
    "Dürnau": {"08117017", "08426036"},
    "Hochdorf": {"08116027", "08426058"},
    "Malsch": {"08215046", "08226046"},
    "Rosenberg": {"08136060", "08225082"},
    "Talheim": {"08125094", "08327048"},
    "Schömberg": {"08235065", "08417057"},
}


def one(printed: str, kreise: Collection[str] = ()) -> Gemeinde | None:
    return GAZETTEER.find_gemeinden(printed).one(kreise)


AMBIGUOUS = {
    *DOUBLE,
    *("Au", "Biberach", "Dettingen", "Geislingen", "Gutach", "Hausen", "Hohentengen", "Kirchberg"),
    *("Kirchheim", "Mühlhausen", "Neuhausen", "Reichenbach", "Rot", "Sasbach", "Schönau"),
    *("Steinheim", "Stetten", "Wangen", "Weil", "Weilheim", "Weingarten", "Weissach", "Zell"),
    "Zimmern",
}
"""Names that several municipalities bear where additions are left out."""
PLACES = Counter(gemeinde.gemeinde_name.split(",")[0] for gemeinde in GEMEINDEN)
WITH_ADDITION = (" am ", " an der ", " auf den ", " im ", " in ", " ob ", " unter ")


def without_addition(gemeinde: Gemeinde) -> str:
    name = bare_name(gemeinde.gemeinde_name).partition("/")[0]
    for small_word in WITH_ADDITION:
        name = name.partition(small_word)[0]
    return name


BASES = Counter(map(without_addition, GEMEINDEN))


def test_every_name_in_every_spelling_is_found_in_its_kreis() -> None:
    lost = [
        (gemeinde.gemeinde_ags, printed)
        for gemeinde in GEMEINDEN
        for printed in spellings(gemeinde.gemeinde_name)
        if one(printed, [gemeinde.kreis_ags]) != gemeinde
    ]

    assert lost == []


def test_without_a_kreis_only_names_that_are_the_only_one_of_their_kind_are_found() -> None:
    certain = {g for g in GEMEINDEN if one(without_addition(g)) == g}

    assert certain == {g for g in GEMEINDEN if BASES[without_addition(g)] == 1}
    assert {without_addition(g) for g in GEMEINDEN if g not in certain} == AMBIGUOUS


def test_without_a_kreis_no_spelling_means_another_municipality() -> None:
    wrong = [
        (gemeinde.gemeinde_name, printed)
        for gemeinde in GEMEINDEN
        for printed in spellings(gemeinde.gemeinde_name)
        if one(printed) not in (gemeinde, None)
    ]

    assert wrong == []


@pytest.mark.parametrize("name", DOUBLE)
def test_a_double_name_needs_its_kreis(name: str) -> None:
    both = {REGISTER.gemeinden[key] for key in DOUBLE[name]}

    assert one(name) is None
    assert {one(name, [gemeinde.kreis_ags]) for gemeinde in both} == both
    assert one(name, [gemeinde.kreis_ags for gemeinde in both]) is None
    assert one(name, ["08111"]) is None


def test_the_register_has_exactly_these_double_names() -> None:
    assert {name for name, count in PLACES.items() if count > 1} == set(DOUBLE)


SPELL = st.tuples(
    st.sampled_from(LETTERS), st.sampled_from([str, *TITLES]), st.sampled_from(["", *MARKS])
)


@settings(max_examples=400)
@given(st.sampled_from(GEMEINDEN), SPELL, st.sampled_from(KREISE), st.booleans())
def test_under_another_kreis_a_name_means_its_bearer_there_or_nothing(
    gemeinde: Gemeinde, spell: tuple[Spelling, Spelling, str], kreis: str, short: bool
) -> None:
    letters, title, mark = spell
    name = without_addition(gemeinde) if short else gemeinde.gemeinde_name.partition(",")[0]

    found = one(title(letters(name)) + mark, [kreis])

    assert found is None or found.kreis_ags == kreis
    assert found in (gemeinde, None) or without_addition(found) == without_addition(gemeinde)


@settings(max_examples=400)
@given(st.sampled_from(GEMEINDEN), SPELL)
def test_in_its_kreis_a_name_damaged_in_three_ways_means_its_bearer(
    gemeinde: Gemeinde, spell: tuple[Spelling, Spelling, str]
) -> None:
    letters, title, mark = spell
    name = gemeinde.gemeinde_name.partition(",")[0]

    found = one(title(letters(name)) + mark, [gemeinde.kreis_ags])

    assert found == gemeinde


DAMAGES: tuple[Callable[[str, int, str], str], ...] = (
    lambda name, at, sign: f"{name[:at]}{sign}{name[at + 1 :]}",
    lambda name, at, sign: f"{name[:at]}{sign}{name[at:]}",
    lambda name, at, _: f"{name[:at]}{name[at + 1 :]}",
    lambda name, at, _: name[at:],
    lambda name, at, _: name[:at],
)
"""A letter wrong, one too many, one missing; the end or the beginning of a name alone."""


@examples(300)
@given(
    st.sampled_from(GEMEINDEN),
    st.sampled_from(DAMAGES),
    st.integers(0, 40),
    st.sampled_from("abcdefghijklmnoprstuvwzäöüß- "),
)
def test_a_damaged_name_means_no_other_municipality_than_the_one_that_bears_it(
    gemeinde: Gemeinde, damage: Callable[[str, int, str], str], at: int, sign: str
) -> None:
    name = gemeinde.gemeinde_name.partition(",")[0]
    damaged = damage(name, at % len(name), sign)

    found = one(damaged)

    if found and found != gemeinde:
        official = without_title(found.gemeinde_name)
        printed = letters(without_title(damaged)).replace("ss", "ß")
        borne = {letters(name) for name in (official, ADDITION.split(official)[0])}
        assert printed in {name.replace("ss", "ß") for name in borne}


@pytest.mark.parametrize(
    "printed",
    [
        "an der Murr",
        "ob Rottweil",
        "a. Neckar",
        "Hettingen unter Teck",
        "Giengen an der Fils",
        "Essingen am Neckar",
    ],
)
def test_the_rest_of_a_name_or_an_addition_that_nobody_bears_is_no_name(printed: str) -> None:
    assert GAZETTEER.find_gemeinden(printed) == NONE


@pytest.mark.parametrize(
    ("printed", "key"),
    [
        ("Ulm an der Donau", "08421000"),
        ("Ulm/Donau", "08421000"),
        ("Kehl am Rhein", "08317057"),
        ("Konstanz (Bodensee)", "08335043"),
        ("Radolfzell am Bodensee, Große Kreisstadt LK Konstanz", "08335063"),
    ],
)
def test_an_addition_that_is_not_official_is_no_other_town(printed: str, key: str) -> None:
    assert [found.gemeinde_ags for found in GAZETTEER.find_gemeinden(printed).all] == [key]


@pytest.mark.parametrize("amount", ["5.573", "5573 €", "0"])
def test_a_kreis_with_an_amount_behind_it_is_not_the_beginning_of_its_name(amount: str) -> None:
    assert GAZETTEER.kreise_begun_by(f"Landkreis Böblingen {amount}") == ()


@pytest.mark.parametrize(
    "printed",
    [
        "",
        "Summe",
        "Baden-Württemberg",
        "Landkreis Lörrach",
        "Heilbronn (Landkreis)",
        "Aidlingen/Grafenau",
        "Aidlingen u. Grafenau",
        "Waldkirch/Gutach/Simonswald",
        "Aalen und Essingen",
        "Aalen u. a.",
        "Aalen u. A.",
        "Eningen u. a.",
        "ENINGEN U. A.",
        "Bietigheim-",
        "Bietigheim-\n",
        "Dei\ufffdlingen",
        "GVV Schönau",
        "Aidlingen (VVG)",
        "Ellwangen (Jagst) inkl. Rosenberg",
        "Ellwangen (alt)",
        "Ellwangen (mit Rosenberg)",
        "Lahr (anteilig)",
        "Aalen Abtsgmünd",
        "Lörach",
        "Gemeinde",
        "Seite 3",
        "Aalen 108",
        "Aalen 108.267",
        "Aalen 36",
    ],
)
def test_what_is_no_single_municipality_is_not_found(printed: str) -> None:
    assert GAZETTEER.find_gemeinden(printed) == NONE


@pytest.mark.parametrize(
    ("printed", "key"),
    [
        ("Steinheim/Murr", "08118070"),
        ("Dettingen u. Teck", "08116016"),
        ("Lahr/Schw.", "08317065"),
        ("Singen/Htwl.", "08335075"),
        ("Sulz a. N.", "08325057"),
        ("Stetten a. k. M.", "08437107"),
        ("Freiburg i.Br.", "08311000"),
        ("Oedheim", "08125078"),
        ("Kreßbronn", "08435029"),
        ("Sasbach am Kaiserstuhl", "08316038"),
        ("Gde. Aidlingen", "08115001"),
        ("Gem. Aidlingen", "08115001"),
        ("Tübingen, Univ.-Stadt", "08416041"),
        ("Stuttgart, LHST", "08111000"),
        ("L A U F F E N  A M  N E C K A R", "08125056"),
        ("Eningen u. A.", "08415019"),
        ("Eningen u.A.", "08415019"),
        ("Ödheim", "08125078"),
        ("Kreßbronn am Bodensee", "08435029"),
        ("Sankt Märgen", "08315094"),
        ("Stuttgart, Lan\u2010\ndeshauptstadt", "08111000"),
        ("Tübingen, Uni-\nversitätsstadt", "08416041"),
        ("B¨ oblingen", "08115003"),
        ("Bo¨blingen", "08115003"),
    ],
)
def test_short_forms_of_officials_are_understood(printed: str, key: str) -> None:
    assert one(printed) == REGISTER.gemeinden[key]


def kreis_labels(printed: str) -> list[str]:
    return [kreis.label for kreis in GAZETTEER.find_kreise(printed)]


def test_every_kreis_is_found_in_every_spelling() -> None:
    writes: list[Spelling] = [
        *LETTERS,
        lambda name: f"{name} (Fortsetzung)",
        lambda name: f"noch {name}",
        lambda name: f"{name}, Forts.",
        lambda name: f"Städte und Gemeinden im {name}",
        lambda name: (
            "Gemeinden des " + name.replace("kreis", "kreises").replace("Kreis", "Kreises")
        ),
    ]
    lost = [
        (kreis.label, write(kreis.label))
        for kreis in REGISTER.kreise.values()
        for write in writes
        if GAZETTEER.find_kreise(write(kreis.label)) != (kreis,)
    ]

    assert lost == []


@pytest.mark.parametrize(
    ("printed", "labels"),
    [
        ("Heilbronn", ["Stadtkreis Heilbronn", "Landkreis Heilbronn"]),
        ("Karlsruhe", ["Stadtkreis Karlsruhe", "Landkreis Karlsruhe"]),
        ("LK Heilbronn", ["Landkreis Heilbronn"]),
        ("SK Heilbronn", ["Stadtkreis Heilbronn"]),
        ("Heilbronn, Landkreis", ["Landkreis Heilbronn"]),
        ("Lkr. Calw", ["Landkreis Calw"]),
        ("08336 Lörrach", ["Landkreis Lörrach"]),
        ("Landkreis Lörrach (08336)", ["Landkreis Lörrach"]),
        ("Landkreis Lörrach [08336] 1)", ["Landkreis Lörrach"]),
        ("Landkreis Böblingen 08115", ["Landkreis Böblingen"]),
        ("Main-Tauber-Kreis (TBB)", ["Main-Tauber-Kreis"]),
        ("Heilbronn (LKR)", ["Landkreis Heilbronn"]),
        ("Heilbronn (SK)", ["Stadtkreis Heilbronn"]),
        ("Heilbronn (HN)", ["Stadtkreis Heilbronn", "Landkreis Heilbronn"]),
        ("Karlsruhe-Land", ["Landkreis Karlsruhe"]),
        ("Heilbronn Land", ["Landkreis Heilbronn"]),
        ("Heilbronn (Land)", ["Landkreis Heilbronn"]),
        ("Schwarzwald-Baar-Kr.", ["Schwarzwald-Baar-Kreis"]),
        ("Ortenaukr.", ["Ortenaukreis"]),
        ("Landeshauptstadt Stuttgart", ["Stadtkreis Stuttgart"]),
        ("Stuttgart, Landeshauptstadt (Stadtkreis)", ["Stadtkreis Stuttgart"]),
        ("1.2 Landkreis Calw", ["Landkreis Calw"]),
        ("II. Landkreis Calw", ["Landkreis Calw"]),
        ("a) Ortenaukreis", ["Ortenaukreis"]),
        ("12. LK Calw", ["Landkreis Calw"]),
        ("12 Landkreis Calw", []),
        ("Landkreis Calw - Seite 2", ["Landkreis Calw"]),
        ("Landkreis Calw (Blatt 2 von 3)", ["Landkreis Calw"]),
        ("Landkreis Calw, 25 Gemeinden, 1.903 Personen, 1.514.942 €", ["Landkreis Calw"]),
        ("Landkreis Calw (1.903 Personen, 1.514.942,00 EUR)", ["Landkreis Calw"]),
        ("Landkreis Calw 1.514.942", []),
        ("Land", []),
        ("Freiburg", ["Stadtkreis Freiburg im Breisgau"]),
        ("Rems-Murr", ["Rems-Murr-Kreis"]),
        ("Breisgau-Hoch-\nschwarzwald", ["Landkreis Breisgau-Hochschwarzwald"]),
        ("Bodensee", ["Bodenseekreis"]),
        ("Waldshut-Tiengen", []),
        ("Nr.", []),
        ("Kreis-Nr.", []),
        ("Landratsamt Lörrach", ["Landkreis Lörrach"]),
        ("Landratsamt Heilbronn", ["Landkreis Heilbronn"]),
        ("Bürgermeisteramt Heilbronn", ["Stadtkreis Heilbronn"]),
        ("Bürgermeisteramt Lörrach", []),
        ("Stadtverwaltung Heilbronn", ["Stadtkreis Heilbronn"]),
        ("Kreis: 426 – Biberach (45 Gemeinden)", ["Landkreis Biberach"]),
        ("Landkreis", []),
        ("Stadt", []),
        ("", []),
    ],
)
def test_a_text_names_its_kreise(printed: str, labels: list[str]) -> None:
    assert kreis_labels(printed) == labels


@pytest.mark.parametrize("letters", ["fi", "fl", "ff", "tz", "ch", "ß", "ä", "ö", "ü"])
def test_letters_that_mean_nothing_do_not_hide_that_keys_are_shifted(letters: str) -> None:
    printed = [gemeinde.gemeinde_name.replace(letters, "\ufffd") for gemeinde in GEMEINDEN]
    shifted = zip(GEMEINDEN, printed[1:], strict=False)

    # What is left of a few is too short ("Bi�"), or their title cannot be told.
    assert sum(map(GAZETTEER.bears, GEMEINDEN, printed)) > len(GEMEINDEN) - 15
    assert [name for gemeinde, name in shifted if GAZETTEER.bears(gemeinde, name)] == []
