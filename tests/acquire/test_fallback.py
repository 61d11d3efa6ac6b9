"""The archive, where the document is gone from its publisher."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.acquire.failures import GoneEverywhereError
from pipeline.acquire.fetch import fetch
from pipeline.acquire.rawstore import fetch_events
from pipeline.errors import ExitCode
from pipeline.values import replace
from tests.builders.archive import ADDRESS, AGAIN, FIRST, SECOND, Kept, archive
from tests.builders.servers import OTHER_PDF, PAGE, PDF, reply, script, serve, source_at

GONE = {"/plan.pdf": [reply(b"", "404 Not Found")]}


def test_where_the_document_is_gone_the_newest_archived_one_is_taken(tmp_path: Path) -> None:
    with serve(script(GONE)) as site, archive(FIRST, SECOND) as server:
        address = site.url("/plan.pdf")
        source = source_at(address, ADDRESS)
        fetched = fetch(source, tmp_path, url=address, archive_url=server.base)
    assert fetched.document.path.read_bytes() == OTHER_PDF
    assert fetched.document.captured_at == SECOND.moment
    assert fetched.warnings == (
        f"{address}: status 404: the document is gone; taken instead: "
        f"{server.url(SECOND.target)}, as the archive captured it on 2018-01-10",
    )
    assert [event.outcome for event in fetch_events(tmp_path)] == ["failed", "new"]


def test_a_document_that_came_back_counts_as_the_newest(tmp_path: Path) -> None:
    back = replace(AGAIN, time="20190101120000")
    with serve(script(GONE)) as site, archive(FIRST, SECOND, back) as server:
        source = source_at(site.url("/plan.pdf"), ADDRESS)
        fetched = fetch(source, tmp_path, url=source.address, archive_url=server.base)
    assert (fetched.document.path.read_bytes(), fetched.document.captured_at) == (PDF, FIRST.moment)


def test_a_capture_that_is_no_document_is_passed_over(tmp_path: Path) -> None:
    portal = Kept(ADDRESS, "20210101120000", PAGE)
    with serve(script(GONE)) as site, archive(FIRST, portal) as server:
        source = source_at(site.url("/plan.pdf"), ADDRESS)
        fetched = fetch(source, tmp_path, url=source.address, archive_url=server.base)
    assert fetched.document.path.read_bytes() == PDF


def test_gone_everywhere_says_what_each_place_said(tmp_path: Path) -> None:
    portal = Kept(ADDRESS, "20210101120000", PAGE)
    with serve(script(GONE)) as site, archive(portal) as server:
        source = source_at(site.url("/plan.pdf"), ADDRESS)
        with pytest.raises(GoneEverywhereError) as caught:
            fetch(source, tmp_path, url=source.address, archive_url=server.base)
    lines = str(caught.value).splitlines()
    assert lines[0] == "the document is at none of its known addresses:"
    assert lines[1].startswith(f"  {source.address}: status 404")
    assert lines[2].startswith(f"  {server.url(portal.target)}: not a PDF")
    assert caught.value.exit_code == ExitCode.UNREACHABLE


def test_gone_and_never_archived(tmp_path: Path) -> None:
    with serve(script(GONE)) as site, archive() as server:
        source = source_at(site.url("/plan.pdf"))
        with pytest.raises(GoneEverywhereError, match="the archive has no capture of it"):
            fetch(source, tmp_path, archive_url=server.base)


def test_gone_and_the_archive_is_down(tmp_path: Path) -> None:
    with serve(script(GONE)) as site, archive(answers=lambda asked: []) as server:
        source = source_at(site.url("/plan.pdf"))
        with pytest.raises(GoneEverywhereError, match=r"nor can the archive .* no connection"):
            fetch(source, tmp_path, archive_url=server.base)


def test_an_archive_that_wants_a_pause_is_not_asked_for_the_next_capture(tmp_path: Path) -> None:
    busy = reply(b"", "429 Busy", {"Retry-After": "99"})
    with (
        serve(script(GONE)) as site,
        archive(FIRST, SECOND, answers=lambda a: busy if "id_" in a.target else None) as server,
    ):
        source = source_at(site.url("/plan.pdf"), ADDRESS)
        with pytest.raises(GoneEverywhereError, match="a pause of 99 seconds"):
            fetch(source, tmp_path, url=source.address, archive_url=server.base)
    assert [target for target in server.targets if "id_" in target] == [SECOND.target]
