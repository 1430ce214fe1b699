"""Secrets in generations: the newest signs, and every one that is still listed verifies."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

_GENERATION = re.compile(r"([1-9][0-9]{0,3}):([^:,\s]+)")


_PLAIN = re.compile(r"[^:,\s]+")


FORM = "write generation:secret, separated by commas, generations ascending and each once"


class BadKeys(ValueError):
    """A list of keys that cannot be read; the message names no secret."""


@dataclass(frozen=True)
class Keyring:
    """Secrets by generation, oldest first. Adding one invalidates nothing; taking one out ends what it signed."""

    secrets: Mapping[int, bytes] = field(repr=False)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `1:secret,2:secret`; a secret alone is generation 1. BadKeys for anything else."""
        if _PLAIN.fullmatch(text):
            return cls({1: text.encode()})
        secrets: dict[int, bytes] = {}
        for part in text.split(","):
            found = _GENERATION.fullmatch(part.strip())
            if not found or int(found[1]) <= max(secrets, default=0):
                raise BadKeys(FORM)
            secrets[int(found[1])] = found[2].encode()
        return cls(secrets)

    @property
    def current(self) -> int:
        """The generation that signs."""
        return max(self.secrets)

    @property
    def newest(self) -> bytes:
        """The secret that signs."""
        return self.secrets[self.current]

    @property
    def oldest(self) -> bytes:
        """The secret that stays the same while generations are added: for digests that are looked up by equality."""
        return self.secrets[min(self.secrets)]

    @property
    def oldest_first(self) -> list[bytes]:
        """All secrets, as itsdangerous wants them: it signs with the last."""
        return [self.secrets[generation] for generation in sorted(self.secrets)]
