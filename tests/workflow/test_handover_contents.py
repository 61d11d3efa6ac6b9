"""What a handover may say: no decision, no time to come, nothing that commands stumble over."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.manifest import StoredFile
from pipeline.store.records import read_manifest
from tests.builders.frames import check_result
from tests.builders.handover import NEW, SEEN, SIGHTING, SNAPSHOT, Handed, refusal, resealed
from tests.builders.workflow import take_here


@pytest.fixture
def handed(tmp_path: Path) -> Handed:
    return Handed(tmp_path)


@pytest.mark.parametrize(
    "decision",
    [
        {"accepted_by": "mia"},
        {"reason": "bestätigt"},
        {"supersedes": SNAPSHOT},
        {"supersedes_reason": "anders gelesen"},
        {"checks": (check_result("summe_land", passed=False),)},
    ],
)
def test_a_decision_of_a_person_is_refused(handed: Handed, decision: dict[str, object]) -> None:
    resealed(handed, **decision)
    assert refusal(handed) == f"{NEW}: is a decision or another reading, no new document"


def test_another_reading_of_a_document_is_refused(handed: Handed) -> None:
    known = read_manifest(handed.checkout / "warehouse" / "snapshots" / SNAPSHOT)
    resealed(handed, document=known.document)
    assert refusal(handed) == f"{NEW}: is a decision or another reading, no new document"


@pytest.mark.parametrize(
    "moment", [datetime.now(UTC) + timedelta(days=2), datetime(1995, 12, 31, tzinfo=UTC)]
)
def test_a_moment_that_cannot_be_right_is_refused(handed: Handed, moment: datetime) -> None:
    resealed(handed, accepted_at=moment)
    assert refusal(handed) == f"{NEW}: {moment.isoformat()} lies to come, or before the web"


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"page_count": 10**17}, "Expected `int` <= 2147483647 - at `$.page_count`"),
        ({"total_eur": Decimal("1E+40")}, "expected whole cents below 1000000000000 euros"),
        ({"software": {}}, "software [], expected planungsrahmen"),
    ],
)
def test_what_the_database_cannot_hold_is_refused(
    handed: Handed, changes: dict[str, object], complaint: str
) -> None:
    resealed(handed, **changes)
    assert complaint in refusal(handed)


@pytest.mark.parametrize("content", [b"garbage", b"PAR1 garbage", b"PAR1"])
def test_figures_begin_and_end_as_parquet(handed: Handed, content: bytes) -> None:
    path = handed.keep / "warehouse" / "snapshots" / NEW / "figures.parquet"
    path.write_bytes(content)
    resealed(handed, files={path.name: StoredFile.of(path.read_bytes())})
    assert refusal(handed) == f"{NEW}/figures.parquet: does not begin and end as such a file"


@pytest.mark.parametrize(
    ("sighting", "complaint"),
    [
        ({"at": "9999-12-31T23:59:59+00:00"}, "9999-12-31T23:59:59+00:00 lies to come"),
        ({"captured_at": "0001-01-01T00:00:00+00:00"}, "0001-01-01T00:00:00+00:00 lies to come"),
        ({"after": 10**17}, "learned after snapshot 100000000000000000"),
    ],
)
def test_a_sighting_that_nobody_can_have_had_is_refused(
    handed: Handed, sighting: dict[str, object], complaint: str
) -> None:
    good = {**json.loads(SIGHTING), "captured_at": "2018-06-01T00:00:00+00:00", "after": 1}
    name = f"{SNAPSHOT}.seen.json"

    def hand_over(one: dict[str, object]) -> None:
        handed.write(
            handed.keep, f"warehouse/snapshots/{name}", SEEN % f"{SIGHTING}, {json.dumps(one)}"
        )

    hand_over({**good, **sighting})
    assert refusal(handed).startswith(f"{name}: {complaint}")
    hand_over(good)
    assert take_here(handed.handover, handed.checkout).returncode == 0


def test_a_sighting_of_no_snapshot_is_refused(handed: Handed) -> None:
    handed.write(handed.keep, "warehouse/snapshots/none-2019.seen.json", SEEN % "")
    assert refusal(handed) == "none-2019.seen.json: there is no such snapshot"


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"headers": {"etag": '"a"\r\nX-Other: 1'}}, "header etag cannot be sent again"),
        ({"headers": {"last-modified": "ü"}}, "header last-modified cannot be sent again"),
        ({"at": "9999-12-31T23:59:59+00:00"}, "9999-12-31T23:59:59+00:00 lies to come, or"),
    ],
)
def test_a_fetch_that_breaks_the_next_one_is_refused(
    handed: Handed, changes: dict[str, object], complaint: str
) -> None:
    handed.rewrite("raw/events/00000003.json", lambda record: record.update(changes))
    assert refusal(handed).startswith(f"fetch 3: {complaint}")
