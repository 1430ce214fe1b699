"""What one room tells rooms above it: typed, synchronous, in the teller's transaction.

Handlers are registered in app.py alone. They enqueue a job or set a flag, nothing more (docs/architecture.md#packages).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from core.db import Tx


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened. Subclasses carry opaque ids."""


E = TypeVar("E", bound=Event)
_handlers: dict[type[Event], list[Callable[[Tx, Any], None]]] = {}


def subscribe(kind: type[E], handler: Callable[[Tx, E], None]) -> None:
    """Have `handler` called for each event of exactly this kind. Repeating a subscription has no effect."""
    handlers = _handlers.setdefault(kind, [])
    if handler not in handlers:
        handlers.append(handler)


def publish(tx: Tx, event: Event) -> None:
    """Tell all handlers, in the order of their subscription. Their errors are ours: they roll us back."""
    for handler in _handlers.get(type(event), []):
        handler(tx, event)
