"""Events for packages that the sender may not import: typed, synchronous, in the sender's transaction.

Handlers are subscribed in app.py alone. Most enqueue a task; those that withdraw or refuse something take the locks
that a command of their own would take, in the same order.
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
    """Call all handlers, in the order of their subscription. Their errors are ours: they roll us back.

    LookupError when nobody listens: a handler may be what refuses, and one that was lost lets everything through.
    """
    if not (handlers := _handlers.get(type(event))):
        raise LookupError(f"nobody listens to {type(event).__name__}: subscribe in app.py")
    for handler in handlers:
        handler(tx, event)
