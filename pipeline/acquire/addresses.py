"""Which addresses may be asked: https, and by redirect only hosts that the source file names.

A redirect is an instruction by a stranger. One that leads to another host, another port, a file
or an unencrypted connection could put other bytes in the place of the document.
"""

from collections.abc import Collection
from ipaddress import ip_address
from pathlib import PurePosixPath
from urllib.parse import SplitResult, unquote, urlsplit

from pipeline.acquire.failures import ForbiddenAddressError, NotAnAddressError

DEFAULT_PORTS = {"https": 443, "http": 80}
FALLBACK_NAME = "document.pdf"


def check_given_address(address: str) -> None:
    """Check that what a person or the source file gives can be fetched at all.

    Raises:
        NotAnAddressError: it is no web address, or names no host.
    """
    if not is_address(address):
        raise NotAnAddressError(address)


def is_address(text: str) -> bool:
    """Return True if a text is a web address of printable characters."""
    return _is_of_web(_split(text)) and text.isprintable()


def check_hop(asked: str, target: str, allowed_hosts: Collection[str]) -> None:
    """Check that the way from the address asked may lead over `target`, or begin there.

    Raises:
        ForbiddenAddressError: it may not.
    """
    if reason := _objection(urlsplit(asked), _split(target), allowed_hosts):
        raise ForbiddenAddressError(asked, target, reason)


def is_on_this_machine(address: str) -> bool:
    """Return True if an address is one of the machine this runs on."""
    return _is_loopback(urlsplit(address).hostname or "")


def file_name(address: str) -> str:
    """Return the file name at the end of an address; for people only."""
    name = PurePosixPath(unquote(urlsplit(address).path)).name
    return "".join(sign for sign in name if sign.isprintable()) or FALLBACK_NAME


def _objection(
    asked: SplitResult, target: SplitResult | None, allowed_hosts: Collection[str]
) -> str | None:
    if target is None or not _is_of_web(target):
        return "it is no address of the web"
    if target.hostname not in {asked.hostname, *allowed_hosts}:
        return f"the source file does not allow the host {target.hostname}"
    if target.scheme != "https" and not _is_loopback(target.hostname or ""):
        return "the connection would not be encrypted"
    if _port(target) not in {_port(asked), DEFAULT_PORTS[target.scheme]}:
        return f"port {_port(target)} is not that of the address asked"
    return None


def _split(address: str) -> SplitResult | None:
    """Return the parts of an address; None where it cannot be split."""
    try:
        parts = urlsplit(address)
        _port(parts)
    except ValueError:
        return None
    return parts


def _is_of_web(parts: SplitResult | None) -> bool:
    return parts is not None and parts.scheme in DEFAULT_PORTS and bool(parts.hostname)


def _port(parts: SplitResult) -> int | None:
    return parts.port or DEFAULT_PORTS.get(parts.scheme)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
