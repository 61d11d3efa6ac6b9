"""A server may say "not modified" only to somebody who has the bytes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.acquire.failures import StatusError
from pipeline.errors import WarehouseDamagedError
from tests.builders.fetches import failure, fetch_all, fetch_from
from tests.builders.servers import OTHER_PDF, always, pdf, redirect, reply, script, serve


def test_not_modified_gives_the_copy_that_is_there(tmp_path: Path) -> None:
    changed = "Fri, 05 Jan 2018 10:00:00 GMT"
    unchanged = reply(status="304 Not Modified")
    answers = (pdf(ETag='"1"', Last_Modified=changed), unchanged, unchanged)
    (first, second, third), server = fetch_all(tmp_path, *answers)
    assert (second.outcome, third.outcome) == ("not_modified", "not_modified")
    assert first.document == second.document == third.document
    assert second.event.status == 304
    assert [
        (asked.headers.get("if-none-match"), asked.headers.get("if-modified-since"))
        for asked in server.asked
    ] == [(None, None), *[('"1"', changed)] * 2]


def test_without_an_intact_copy_no_condition_is_set(tmp_path: Path) -> None:
    with serve(script({"/plan.pdf": always(pdf(ETag='"1"'))})) as server:
        document = fetch_from(server, tmp_path).document
        document.path.unlink()
        assert fetch_from(server, tmp_path).outcome == "new"
        document.path.write_bytes(b"damaged")
        with pytest.raises(WarehouseDamagedError, match="put the original file back"):
            fetch_from(server, tmp_path)
    assert ["if-none-match" in asked.headers for asked in server.asked] == [False] * 3


@pytest.mark.parametrize("etag", ['"1"\r\nX-Other: 1', '"ü"', " ", '"' + "1" * 1_024 + '"'])
def test_a_validator_that_cannot_be_sent_counts_as_none(tmp_path: Path, etag: str) -> None:
    with serve(script({"/plan.pdf": always(pdf(ETag='"1"'))})) as server:
        fetch_from(server, tmp_path)
        [event] = (tmp_path / "events").glob("*.json")
        record = json.loads(event.read_bytes())
        event.write_text(json.dumps({**record, "headers": {"etag": etag}}), "utf-8")
        assert fetch_from(server, tmp_path).outcome == "known"
    assert ["if-none-match" in asked.headers for asked in server.asked] == [False, False]


def test_a_validator_that_cannot_be_sent_is_not_kept(tmp_path: Path) -> None:
    with serve(script({"/plan.pdf": always(pdf(ETag='"\x01"'))})) as server:
        fetched = fetch_from(server, tmp_path)
    assert "etag" not in (fetched.event.headers or {})


def test_a_condition_holds_only_for_the_address_that_gave_the_copy(tmp_path: Path) -> None:
    routes = {
        "/plan.pdf": [redirect("/a.pdf"), redirect("/a.pdf"), redirect("/b.pdf")],
        "/a.pdf": [pdf(ETag='"1"'), reply(status="304 Not Modified")],
        "/b.pdf": [pdf(OTHER_PDF)],
    }
    with serve(script(routes)) as server:
        fetched = [fetch_from(server, tmp_path) for _ in range(3)]
    assert [one.outcome for one in fetched] == ["new", "not_modified", "new"]
    assert fetched[1].event.way == (server.url("/plan.pdf"), server.url("/a.pdf"))
    conditional = [asked.target for asked in server.asked if "if-none-match" in asked.headers]
    assert conditional == ["/a.pdf"]


def test_not_modified_that_nobody_asked_for_is_asked_again(tmp_path: Path) -> None:
    with serve(script({"/plan.pdf": [reply(status="304 Not Modified"), pdf()]})) as server:
        assert fetch_from(server, tmp_path).outcome == "new"
    error, _ = failure(tmp_path / "other", reply(status="304 Not Modified"))
    assert (type(error), error.status) == (StatusError, 304)
