"""A value of an object that is worked out when it is first asked for."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

Value = TypeVar("Value")


class once(Generic[Value]):  # noqa: N801  # read as the word for it, like `property`
    """`functools.cached_property` without its lock, which Python 3.12 has dropped.

    For what every row has; the lock took a fifth of the time of an interpretation.
    """

    def __init__(self, work_out: Callable[[Any], Value]) -> None:
        self._work_out, self.__doc__ = work_out, work_out.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, instance: Any, owner: type | None = None) -> Value:
        value = instance.__dict__[self._name] = self._work_out(instance)
        return value
