"""What a person is told about a municipality: which of its figures is the newest one."""

from pathlib import Path

from pipeline.run import towns
from pipeline.town import Town
from schemas.register import load_register
from tests.builders.frames import (
    AITERN,
    FROEHND,
    LOERRACH,
    PERSONEN,
    document,
    snapshot_draft,
    vorlaeufig_draft,
    warehouse_with,
)


def told(root: Path, town: Town) -> list[str]:
    return towns.show(root, town, as_json=False).splitlines()


def looked_up(root: Path, key: str) -> Town:
    return towns.look_up(root, load_register().gemeinden[key])


def test_two_documents_of_one_edition_are_told_apart(tmp_path: Path) -> None:
    first, again = document("first.pdf"), document("again.pdf")
    drafts = (
        vorlaeufig_draft(),
        snapshot_draft(document=first),
        snapshot_draft({**PERSONEN, LOERRACH: 276}, document=again),
    )
    root = warehouse_with(tmp_path, *drafts).root
    town = looked_up(root, LOERRACH)
    ids = [f"endgueltig-2018-01-{one.sha256[:8]}" for one in (again, first)]
    assert [figure.snapshot_id for figure in town.figures][:2] == ids
    titles, newest, earlier, tranche = told(root, town)[4:8]
    assert (titles.split()[-1], newest.split()[-2:]) == ("Kennung", [ids[0], "(neueste)"])
    assert (earlier.split()[-1], newest.index(ids[0])) == (ids[1], earlier.index(ids[1]))
    assert "vorlaeufig-2017-07-" in tranche
    assert "219.718 €" in newest
    only = looked_up(warehouse_with(tmp_path / "other", *drafts[:2]).root, LOERRACH)
    assert "Kennung" not in told(root, only)[4]


def test_a_figure_that_the_newest_edition_lacks_does_not_look_like_it(tmp_path: Path) -> None:
    less = {ags: persons for ags, persons in PERSONEN.items() if ags != AITERN}
    root = warehouse_with(tmp_path, vorlaeufig_draft(), snapshot_draft(less)).root
    lines = told(root, looked_up(root, AITERN))
    missing, before, titles, figure = lines[4], *lines[6:9]
    assert missing.startswith("In der neuesten Ausgabe hat die Gemeinde keine Zeile, ")
    assert before == "Frühere Ausgaben, nicht die neueste:"
    assert (titles.split()[0], figure.split()[0]) == ("Ausgabe", "vorläufig")
    assert lines[-1] == figure
    assert lines[0] == "Aitern (08 3 36 004), Landkreis Lörrach"
    assert looked_up(root, FROEHND).newest is not None
