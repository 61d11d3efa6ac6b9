"""Which redirects are followed, and which are refused before anything is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.acquire.failures import ForbiddenAddressError, RedirectsError
from tests.builders.fetches import failure, fetch_from
from tests.builders.servers import pdf, redirect, script, serve


def test_redirects_on_the_same_server_are_followed(tmp_path: Path) -> None:
    routes = {"/plan.pdf": [redirect("b")], "/b": [redirect("/c.pdf#page=2")], "/c.pdf": [pdf()]}
    with serve(script(routes)) as server:
        fetched = fetch_from(server, tmp_path)
    assert fetched.event.way == tuple(server.url(path) for path in ("/plan.pdf", "/b", "/c.pdf"))
    assert (fetched.document.url, fetched.document.original_name) == (
        server.url("/c.pdf"),
        "c.pdf",
    )


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("file:///etc/passwd", "it is no address of the web"),
        ("https://", "it is no address of the web"),
        ("https://example.org:99999/", "it is no address of the web"),
        ("https://example.org/plan.pdf", "the source file does not allow the host example.org"),
        ("http://localhost/plan.pdf", "the source file does not allow the host localhost"),
        ("http://127.0.0.1:1/plan.pdf", "port 1 is not that of the address asked"),
        ("http://rp.baden-wuerttemberg.de/plan.pdf", "the connection would not be encrypted"),
        ("https://rp.baden-wuerttemberg.de@example.org/", "does not allow the host example.org"),
    ],
)
def test_a_redirect_elsewhere_is_not_followed(tmp_path: Path, target: str, reason: str) -> None:
    error, server = failure(tmp_path, redirect(target))
    assert (type(error), len(server.asked)) == (ForbiddenAddressError, 1)
    assert f"leads to {target}" in str(error)
    assert reason in str(error)


def test_redirects_in_a_circle_end(tmp_path: Path) -> None:
    routes = {"/plan.pdf": [redirect("/b")], "/b": [redirect("/plan.pdf")]}
    with serve(script(routes)) as server, pytest.raises(RedirectsError, match="do not end"):
        fetch_from(server, tmp_path)
    assert server.targets == ["/plan.pdf", "/b"]


def test_redirects_without_end_end(tmp_path: Path) -> None:
    routes = {"/plan.pdf": [redirect("/1")]} | {f"/{n}": [redirect(f"/{n + 1}")] for n in range(9)}
    with serve(script(routes)) as server, pytest.raises(RedirectsError):
        fetch_from(server, tmp_path)
    assert len(server.asked) == 6
