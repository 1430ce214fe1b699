"""What people type, read: one reader for each kind of value, used by every form, search and service.

A reader takes the text as it was typed and returns the value, or raises `Unreadable` with a reason from one closed
list. Readers are pure: today's date and the language of the page come in as arguments.
"""

from __future__ import annotations

from core.typed.problems import TypedProblem, Unreadable

__all__ = ["TypedProblem", "Unreadable"]
