"""Parses a bank's report in the process of core/documents/sandbox.py, and rebuilds the values that come back from it.

That process imports this module and little else. Its values leave as JSON and are built again from the types of model.py,
so that nothing but values of those types can come through.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any

from banking import registry
from banking.faults import BadBankFile
from core.money import Money


def read_apart(content: bytes) -> Any:
    """Runs in the child: return the content of the file, or why it is refused."""
    try:
        return plain(registry.read(content))
    except BadBankFile as bad:
        return {"fault": bad.reason.value, "line": bad.line, "detail": bad.detail}


def plain(value: Any) -> Any:
    """Return a value of the model as JSON."""
    if isinstance(value, Money):
        return value.satang
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, tuple):
        return [plain(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value


@cache
def _types(model: type) -> Mapping[str, Any]:
    return typing.get_type_hints(model)


def built(kind: Any, value: Any) -> Any:
    """The value of that type again. TypeError, KeyError or ValueError for what is none."""
    if isinstance(kind, types.UnionType):
        (inner,) = (each for each in typing.get_args(kind) if each is not type(None))
        return None if value is None else built(inner, value)
    if typing.get_origin(kind) is tuple:
        return tuple(built(typing.get_args(kind)[0], each) for each in value)
    if kind is Money:
        return Money(value)
    if is_dataclass(kind):
        return typing.cast("Any", kind)(
            **{name: built(of, value[name]) for name, of in _types(typing.cast("type", kind)).items()}
        )
    if kind is date:
        return date.fromisoformat(value)
    if issubclass(kind, StrEnum):
        return kind(value)
    if type(value) is not kind:
        raise TypeError(f"{type(value).__name__} is no {kind.__name__}")
    return value
