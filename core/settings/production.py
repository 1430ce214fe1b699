"""What production refuses to start with. Each problem is one sentence that names the setting and never shows a secret."""

from __future__ import annotations

import ipaddress
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from core.settings.keyring import Keyring

OWNER_ROLE = "ccs_owner"
"""The login that migrates and owns the tables (docs/operations.md)."""


KEYS = ("secret_key", "code_keys", "consent_key", "seal_key", "metrics_token")


SHORTEST_SECRET = 32


LEAST_BITS = 80
"""Of an even 32 hexadecimal digits some 110 are counted."""


MOST_NEIGHBOURS = 3 / 4
"""The share of steps to the same or the next character. Of 32 random hexadecimal digits one secret in eighty thousand
has more than half, one in a million million more than this."""


ROOT = Path(__file__).parents[2]


_PLACEHOLDER = re.compile(
    rb"development|secret|password|change.?me|example|default|placeholder", re.IGNORECASE
)


_HOST = re.compile(r"(?P<host>\[[0-9a-fA-F:]+\]|[^:\[\]]*)(:[0-9]{1,5})?")


def weakness(secret: bytes) -> str | None:
    """Why a secret can be guessed; none if nothing speaks against it."""
    if len(secret) < SHORTEST_SECRET:
        return f"has {len(secret)} characters and production needs {SHORTEST_SECRET} random ones or more"
    if _PLACEHOLDER.search(secret):
        return "holds a word that placeholders are made of"
    counts = Counter(secret).values()
    bits = sum(count * math.log2(len(secret) / count) for count in counts)
    steps = [after - before for before, after in pairwise(secret)]
    runs = sum(abs(step) <= 1 for step in steps) > len(steps) * MOST_NEIGHBOURS
    repeats = any(secret[part:] == secret[:-part] for part in range(1, len(secret) // 2 + 1))
    return "is made of repeated or regular characters" if bits < LEAST_BITS or runs or repeats else None


def secret_problems(keys: Mapping[str, Keyring]) -> Iterator[str]:
    """Weak secrets, generation by generation, and secrets that serve twice. `keys` by environment variable."""
    known: dict[bytes, str] = {}
    for name, ring in keys.items():
        for generation, secret in ring.secrets.items():
            this = f"{name}, generation {generation}"
            if found := weakness(secret):
                yield f"{this}: {found}"
            if secret in known:
                yield f"{this}: the same secret as {known[secret]}, and each key needs its own"
            known.setdefault(secret, this)


def _is_here(host: str) -> bool:
    """Whether a host is this machine's loopback or, as libpq writes it, a socket of this machine."""
    if host == "" or host.startswith(("/", "@")) or host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def address_parts(url: str) -> dict[str, str]:
    """User, hosts and parameters of a database's URL, as libpq reads them. ValueError when it could not."""
    split = urlsplit(url)
    login, _, hosts = split.netloc.rpartition("@")
    found = [_HOST.fullmatch(host) for host in hosts.split(",")]
    if not all(found):
        raise ValueError("no host and port")
    named = ",".join(unquote(each["host"].strip("[]")) for each in found if each)
    parts = {"user": unquote(login.partition(":")[0]), "host": named}
    return {name: text for name, text in (parts | dict(parse_qsl(split.query))).items() if text.strip(",")}


def address_problems(name: str, url: str, environ: Mapping[str, str]) -> Iterator[str]:
    """What is wrong with a database's address: unreadable, or remote without a certificate that is checked."""
    try:
        parts = address_parts(url)
    except ValueError:
        yield f"{name}: is no address of a PostgreSQL database"
        return
    if "service" in parts:
        yield f"{name}: write host and sslmode here instead of naming a service"
    hosts = [
        host
        for part, variable in (("host", "PGHOST"), ("hostaddr", "PGHOSTADDR"))
        for host in str(parts.get(part) or environ.get(variable, "")).split(",")
    ]
    mode = parts.get("sslmode") or environ.get("PGSSLMODE")
    if not all(_is_here(host.strip()) for host in hosts) and mode != "verify-full":
        yield f"{name}: a database on another machine needs sslmode=verify-full, so that its certificate is checked"


def login_problems(database_url: str, owner_url: str) -> Iterator[str]:
    """The application's login is not the owner's: what is append-only is so for the application alone."""
    try:
        user = address_parts(database_url).get("user")
        owner = address_parts(owner_url).get("user", OWNER_ROLE)
    except ValueError:
        return
    if user is None:
        yield "DATABASE_URL: name the application's login, ccs_app"
    elif user in (OWNER_ROLE, owner):
        yield "DATABASE_URL: is the owner's login, and the application must not be able to change what is append-only"


def host_problems(public_host: str, mail_from: str) -> Iterator[str]:
    """A host or a sender that nobody outside this machine could reach."""
    host = public_host.partition(":")[0].lower()
    if host == "localhost" or host.endswith(".localhost") or host == "0.0.0.0" or _is_here(host):  # noqa: S104 - compared, not bound
        yield "CCS_PUBLIC_HOST: production names the host that people type, not this machine's own"
    if mail_from.lower().endswith("@localhost"):
        yield "CCS_MAIL_FROM: production names a sender that mail servers accept"


def mail_problems(host: str, port: int, *, tls: bool) -> Iterator[str]:
    """A mail server on another machine, to which logins and live links would be sent for everybody on the network to read."""
    if port and not tls and not _is_here(host):
        yield "CCS_MAIL_TLS: a mail server on another machine needs it, so that no login and no link is read on the way"


def catalogue_problems(folder: Path = ROOT / "translations") -> Iterator[str]:
    """Translations that were not compiled since they were written."""
    for written in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        compiled = written.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < written.stat().st_mtime:
            yield f"translations/{written.relative_to(folder)}: is not compiled; run make install"


def database_problems(url: str, owner_url: str, environ: Mapping[str, str]) -> Iterator[str]:
    """What is wrong with the two addresses of the database, as far as it can be seen without connecting."""
    if not url:
        yield "DATABASE_URL: production needs a server of its own"
        return
    yield from address_problems("DATABASE_URL", url, environ)
    yield from login_problems(url, owner_url)
    if owner_url:
        yield from address_problems("DATABASE_OWNER_URL", owner_url, environ)
