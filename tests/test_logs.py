"""Log lines: one JSON object each where a machine reads, plain text on a terminal."""

import json
import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.logs import (
    LOG,
    JsonLines,
    PlainLines,
    begin_step,
    end_reading,
    log_event,
    tell_pages,
    watched,
)


def record(message: str, facts: Mapping[str, object] | None = None) -> logging.LogRecord:
    made = logging.makeLogRecord({"msg": message, "levelno": 20, "levelname": "INFO"})
    made.created = 1_511_784_000.25
    if facts is not None:
        made.facts = facts
    return made


@pytest.mark.parametrize(
    ("made", "line", "plain"),
    [
        (
            record("store", {"held": Path("w/held/x"), "rows": 3, "total": Decimal("2.5")}),
            {"event": "store", "held": "w/held/x", "rows": 3, "total": 2.5},
            "INFO store: held w/held/x, rows 3, total 2.5",
        ),
        (
            record("check", {"passed": 2, "failed": ["a", "b"], "warnings": []}),
            {"event": "check", "passed": 2, "failed": ["a", "b"], "warnings": []},
            "INFO check: passed 2, failed a b, warnings none",
        ),
        (record("no pictures"), {"message": "no pictures"}, "INFO no pictures"),
    ],
)
def test_an_event_is_one_line(
    made: logging.LogRecord, line: Mapping[str, object], plain: str
) -> None:
    when = {"time": "2017-11-27T12:00:00.250+00:00", "level": "info"}
    assert json.loads(JsonLines().format(made)) == {**when, **line}
    assert PlainLines().format(made) == plain


@pytest.mark.parametrize("text", ["two\nlines", "separator \u2028 mark", "no text \udcff", "\x00"])
def test_whatever_a_fact_holds_it_stays_one_line(text: str) -> None:
    line = JsonLines().format(record("acquire", {"asked": text}))
    assert (line.splitlines(), line.isascii()) == ([line], True)
    assert json.loads(line)["asked"] == text
    assert len(PlainLines().format(record("acquire", {"asked": text})).splitlines()) == 1


def test_an_exception_stands_in_its_line() -> None:
    try:
        raise ValueError("why")
    except ValueError as error:
        made = record("it broke")
        made.exc_info = (type(error), error, error.__traceback__)
    entry = json.loads(JsonLines().format(made))
    assert (entry["message"], entry["traceback"].splitlines()[-1]) == (
        "it broke",
        "ValueError: why",
    )


def test_facts_that_are_not_known_are_left_out(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, LOG.name)
    log_event("acquire", asked="x", status=None, bytes=0)
    (made,) = caplog.records
    assert (made.getMessage(), vars(made)["facts"]) == ("acquire", {"asked": "x", "bytes": 0})


def test_moments_are_iso_texts(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        log_event("acquire", captured_at=datetime(2017, 12, 1, 12, tzinfo=UTC))
    assert json.loads(JsonLines().format(caplog.records[0]))["captured_at"] == (
        "2017-12-01T12:00:00+00:00"
    )


def test_who_watches_is_told_of_steps_and_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.logs.REDRAW_SECONDS", 0)
    seen: list[str] = []
    with watched("backfill", seen.append):
        begin_step("acquire", "capture 1 of 2")
        begin_step("extract")
        tell_pages("pdfium", 8, 16)
        end_reading("pdfium")
    begin_step("check")
    assert seen == [
        "backfill",
        "backfill · capture 1 of 2 · acquire",
        "backfill · extract",
        f"backfill · extract · {'█' * 10}{'░' * 10} 8 of 16 pages",
        "backfill · extract",
        "",
    ]
