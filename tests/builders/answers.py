"""Questions to a database that are answered in the process that asks, without any limit."""

import pytest

from pipeline.store.duck import open_reader
from pipeline.store.query import answer_statement
from pipeline.store.question import Answer, Question


def answer_here(patch: pytest.MonkeyPatch) -> None:
    """Let no process be started for a question: how that one is limited is tested where it is."""
    patch.setattr(Question, "ask", _answer)


def _answer(question: Question[Answer]) -> Answer:
    with open_reader(question.database) as connection:
        most = question.limits.max_rows
        answer = answer_statement(connection, question.sql, question.parameters, most)
        return question.make(answer)
