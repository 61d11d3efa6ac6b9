"""From the address asked to the one that answers, hop by hop.

Libraries follow any redirect; here each hop is looked at before it is asked.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from pipeline.acquire.addresses import check_hop
from pipeline.acquire.deadline import Deadline
from pipeline.acquire.exchange import Answer, ask, open_session
from pipeline.acquire.failures import RedirectsError
from schemas.download import Download


@dataclass(frozen=True, slots=True)
class Arrival:
    """The answer at the end of the way."""

    answer: Answer
    way: tuple[str, ...]
    """Every address asked, from the first to the one that answered."""


def follow(
    asked: str,
    allowed_hosts: Collection[str],
    conditions: Callable[[str], Mapping[str, str]],
    bounds: Download,
    deadline: Deadline,
) -> Arrival:
    """Ask an address and, hop by hop, what it redirects to.

    `conditions` gives the headers that make a request for an address conditional.

    Raises:
        ForbiddenAddressError: a hop is not allowed; it has not been asked.
        RedirectsError: they lead in a circle, or over more hops than the bounds allow.
        FetchError: an address did not answer as it should.
    """
    way = [asked]
    with open_session(bounds, deadline) as session:
        while True:
            check_hop(asked, way[-1], allowed_hosts)
            answer = ask(session, way[-1], deadline, conditions(way[-1]))
            if answer.leads_to is None:
                return Arrival(answer, tuple(way))
            circle = answer.leads_to in way
            way.append(answer.leads_to)
            if circle or len(way) - 1 > bounds.redirects:
                raise RedirectsError(asked, way)
