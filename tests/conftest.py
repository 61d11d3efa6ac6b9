"""What holds for all tests: one set of engines, and no search for garbage in what they share."""

import gc
import logging
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from pipeline.commands import give_folders
from pipeline.extract.child import OBJECTS_BETWEEN_COLLECTIONS
from pipeline.logs import LOG
from tests.builders.engines import lend_engines
from tests.builders.search import USUAL
from tests.builders.shared import share

# By night properties are searched on, each time elsewhere.
settings.register_profile(
    "search",
    max_examples=20 * USUAL,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)


@pytest.fixture(scope="session", autouse=True)
def _shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    share(tmp_path_factory)
    with lend_engines():
        yield


@pytest.fixture(scope="session", autouse=True)
def _without_waiting_for_the_disk() -> Iterator[None]:
    """No test sees a power cut."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("os.fsync", lambda _: None)
        yield


@pytest.fixture(autouse=True)
def _nothing_left_of_a_command() -> Iterator[None]:
    """Let no command that ran in this process say which folders or logs another test has."""
    yield
    give_folders()
    logging.disable(logging.NOTSET)
    LOG.setLevel(logging.NOTSET)
    for handler in logging.getLogger().handlers:
        handler.setLevel(logging.NOTSET)


def pytest_configure() -> None:
    gc.disable()


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
    gc.enable()


@pytest.hookimpl(tryfirst=True)
def pytest_unconfigure() -> None:
    gc.unfreeze()
