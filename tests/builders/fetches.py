"""Fetches of a test, under quick bounds, from a server of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pipeline.acquire.failures import FetchError
from pipeline.acquire.fetch import fetch
from pipeline.acquire.intake import Fetched
from tests.builders.servers import Pieces, Server, script, serve, source_at


def fetch_from(server: Server, raw_dir: Path, path: str = "/plan.pdf", **changes: Any) -> Fetched:
    address = server.url(path)
    return fetch(source_at(address, **changes), raw_dir, url=address)


def fetch_all(raw_dir: Path, *answers: Pieces) -> tuple[list[Fetched], Server]:
    """Fetch from one address as often as it has answers."""
    with serve(script({"/plan.pdf": answers})) as server:
        return [fetch_from(server, raw_dir) for _ in answers], server


def failure(raw_dir: Path, *answers: Pieces, **changes: Any) -> tuple[FetchError, Server]:
    """The error of a fetch from an address that gives these answers, and the last one for ever."""
    routes = {"/plan.pdf": [*answers[:-1], *([tuple(answers[-1])] * 9)]}
    with serve(script(routes)) as server, pytest.raises(FetchError) as caught:
        fetch_from(server, raw_dir, **changes)
    return caught.value, server
