"""What is else done in a process of its own, done in that of the test, for a third of the time.

How such a process is bounded, and what becomes of one that dies, is tested where it is made.
"""

from collections.abc import Callable, Mapping
from threading import Lock
from typing import Any

import pytest

from pipeline.extract import child, sandbox
from pipeline.extract.ipc import Answer as Reply
from pipeline.extract.sandbox import Limits
from pipeline.store.duck import open_reader
from pipeline.store.question import Answer, Question, answer_statement

_run_child = sandbox._run_child
_one_at_a_time = Lock()
"""pdfium bears no more within a process."""


def work_here(patch: pytest.MonkeyPatch) -> None:
    """Start no process, neither for a document nor for a question to the database."""
    patch.setattr(sandbox, "_run_child", _read)
    patch.setattr(Question, "ask", _answer)


def read_in_a_child(patch: pytest.MonkeyPatch) -> None:
    """Start one for a document all the same."""
    patch.setattr(sandbox, "_run_child", _run_child)


def _read(
    request: Mapping[str, Any], limits: Limits, reply: Reply[Any], tell: Callable[[int, int], None]
) -> tuple[int, bytes]:
    with _one_at_a_time:
        for part in child._answer(dict(request)):
            reply.feed(part)
    return 0, b""


def _answer(question: Question[Answer]) -> Answer:
    most = question.limits.max_rows
    with open_reader(question.database) as connection:
        answer = answer_statement(connection, question.sql, question.parameters, most)
        return question.make(answer)
