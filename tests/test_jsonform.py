"""Dataclasses survive the way to JSON and back."""

import json

import pytest

from pipeline.jsonform import from_json, to_json
from pipeline.model import CheckResult, Herkunft, Summe
from tests.builders.frames import check_result, edition, herkunft, snapshot_draft


def test_nothing_is_lost_on_the_way() -> None:
    check = check_result(passed=False, rows=(herkunft(7, 31, 'mit "Anführung" und ü'),))
    summe = snapshot_draft().summen[0]
    assert from_json(CheckResult, json.loads(json.dumps(to_json(check)))) == check
    assert from_json(Summe, json.loads(json.dumps(to_json(summe)))) == summe
    assert from_json(type(edition()), to_json(edition())) == edition()


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"page": "1"}, TypeError),
        ({"page": True}, TypeError),
        ({"bbox": None}, TypeError),
        ({"extra": 1}, ValueError),
    ],
)
def test_other_data_are_refused(change: dict[str, object], error: type[Exception]) -> None:
    with pytest.raises(error):
        from_json(Herkunft, {**to_json(herkunft()), **change})


def test_a_type_without_a_form_is_refused() -> None:
    with pytest.raises(TypeError, match="no JSON form for bytes"):
        to_json({"content": b"%PDF"})
