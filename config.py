"""Settings: typed, from the environment, all documented in docs/settings.md (a test compares)."""

from __future__ import annotations

import ipaddress
import os
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from core.keyring import BadKeys, Keyring

DEVELOPMENT_SECRET = "development-only-not-a-secret-0000"  # noqa: S105 - refused in production, see `load`
DEVELOPMENT_KEYS = Keyring.parse(DEVELOPMENT_SECRET)
DEVELOPMENT_ACCOUNT = "0012345678"
"""No account of anybody; production must name its own."""
BAHT_500_000 = 50_000_000


ENVIRONMENTS = ("development", "demo", "test", "production")
OF_THE_TOOLS = frozenset({"CCS_TEST_DATA_DIR"})
"""Names with our prefix that tools read and the application does not (docs/settings.md)."""


class BadSetting(Exception):
    """Settings that the application cannot start with: one sentence each, and none shows a secret."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))


def default_data_dir() -> Path:
    """Where the embedded database and documents live.

    Root gets a system folder: the embedded server opens every parent of its data
    to all users, which a home folder would not survive (docs/operations.md).
    """
    if os.geteuid() == 0:
        return Path("/var/lib/ccs")
    return Path(os.environ.get("XDG_DATA_HOME", Path.home() / ".local" / "share")) / "ccs"


@dataclass(frozen=True)
class Settings:
    """One value a setting; the environment name is the upper-case field with the prefix `CCS_`, but DATABASE_URL."""

    environment: str = "development"
    """development, demo, test or production."""
    secret_key: Keyring = field(default=DEVELOPMENT_KEYS, repr=False)
    """Signs sessions, forms and links in e-mails; wraps the secrets of authenticator apps. A list of keys."""
    code_keys: Keyring = field(default=DEVELOPMENT_KEYS, repr=False)
    """Keys of coupon codes. A list of keys."""
    consent_key: Keyring = field(default=DEVELOPMENT_KEYS, repr=False)
    """Keys of the six-digit consent codes. A list of keys."""
    seal_key: Keyring = field(default=DEVELOPMENT_KEYS, repr=False)
    """Keys that sign audit seals; never stored in the database. A list of keys."""
    metrics_token: Keyring = field(default=DEVELOPMENT_KEYS, repr=False)
    """Bearer tokens for GET /metrics, each of them good. A list of keys."""
    database_url: str = field(default="", repr=False)
    """The application's login (ccs_app). Empty starts the embedded PostgreSQL."""
    database_owner_url: str = field(default="", repr=False)
    """The migrating login (ccs_owner); only `flask db` uses it."""
    data_dir: Path = field(default_factory=default_data_dir)
    """Folder for the embedded database and uploaded documents."""
    public_host: str = "LOCALHOST:5000"
    """Host, with port, printed into QR codes: at most 20 characters (DESIGN §6)."""
    extra_hosts: str = ""
    """Hosts beside the public one that production answers to, separated by commas, each with its port if it is not
    80 or 443: what a load balancer's probes name, such as `10.0.0.5:5000`."""
    trusted_proxies: str = "127.0.0.1,::1"
    """Proxies whose X-Forwarded-For and X-Forwarded-Proto are believed: addresses or networks separated by commas;
    `unix` for one that comes by a Unix socket. Name all that stand in a row."""
    mail_host: str = "127.0.0.1"
    """SMTP server that e-mails go through."""
    mail_port: int = 0
    """SMTP port; 0 keeps outgoing mail in the database, where the demo shows it."""
    mail_username: str = ""
    """Login at the SMTP server; empty signs in to none."""
    mail_password: str = field(default="", repr=False)
    """Password of that login."""
    mail_tls: bool = False
    """Whether to speak STARTTLS before anything is sent; the server's certificate must then be in order."""
    mail_ca_file: str = ""
    """Certificates of the authorities that the mail server's may come from; empty trusts the system's."""
    mail_from: str = "coupon@localhost"
    """Sender of every e-mail."""
    payer_name: str = "สำนักงานส่งเสริมวิสาหกิจขนาดกลางและขนาดย่อม"
    """Who pays, as the bank knows it."""
    payer_tax_id: str = "0994000165510"
    """13-digit number of the payer."""
    payer_bank_code: str = "006"
    """Three digits; see core/banks.py."""
    payer_branch: str = "0001"
    """Branch of the account, four digits."""
    payer_account: str = DEVELOPMENT_ACCOUNT
    """The account that payment files debit (docs/payouts.md)."""
    batch_three_person_satang: int = BAHT_500_000
    """Above this sum submitter, approver and releaser of a batch are three people (DESIGN §5)."""
    size_tie_break: str = "revenue"
    """How headcount and revenue that disagree size an SME: revenue or higher (DOMAIN §2; OSMEP to confirm)."""
    bank_change_cooling_days: int = 7
    """Days before a changed bank account is paid (DESIGN §10)."""
    proposal_minutes: int = 5
    """Minutes in which the SME may consent to a price."""
    acceptance_days: int = 14
    """Days in which the SME accepts a delivery or sends it back."""
    appeal_days: int = 30
    """Days in which a refusal may be appealed."""
    second_factor_waived: bool = False
    """Lets staff in without a second factor. Demo and test worlds only; every page says so."""
    db_pool_size: int = 8
    """Database connections of one web process."""
    exports_at_once: int = 4
    """How many lists one node sends as CSV at the same time; who asks for one more is told to come back."""
    export_days: int = 7
    """Days for which a file that was prepared for somebody is kept."""

    @property
    def is_production(self) -> bool:
        """Whether real people's money is behind this process."""
        return self.environment == "production"


def _parse(kind: Any, name: str, text: str) -> Any:
    if kind in ("bool", bool):
        if text.lower() not in {"0", "1", "true", "false"}:
            raise BadSetting(f"{name}: write 1 or 0, not {text!r}")
        return text.lower() in {"1", "true"}
    if kind in ("int", int):
        try:
            return int(text)
        except ValueError:
            raise BadSetting(f"{name}: write a whole number, not {text!r}") from None
    if kind in ("Path", Path):
        return Path(text)
    if kind in ("Keyring", Keyring):
        try:
            return Keyring.parse(text)
        except BadKeys as wrong:
            raise BadSetting(f"{name}: {wrong}") from None
    return text


def listed(text: str) -> list[str]:
    """The parts of a setting that lists several, separated by commas."""
    return [part.strip() for part in text.split(",") if part.strip()]


def networks(text: str) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    """The networks that a list of proxies names, `unix` left out. BadSetting for one that is no network."""
    found = []
    for part in listed(text):
        if part != "unix":
            try:
                found.append(ipaddress.ip_network(part))
            except ValueError:
                raise BadSetting(f"CCS_TRUSTED_PROXIES: {part!r} is no address and no network") from None
    return found


def environment_name(field_name: str) -> str:
    """The environment variable of a setting."""
    return field_name.upper() if field_name.startswith("database_") else f"CCS_{field_name.upper()}"


def load(environ: dict[str, str] | None = None, **overrides: Any) -> Settings:
    """Read the settings. BadSetting when one cannot be read, or is not safe to start with."""
    environ = dict(os.environ) if environ is None else environ
    values: dict[str, Any] = {}
    for setting in fields(Settings):
        name = environment_name(setting.name)
        if name in environ:
            values[setting.name] = _parse(setting.type, name, environ[name])
    settings = Settings(**(values | overrides))
    _refuse_unsafe(settings)
    return settings


def _refuse_unsafe(settings: Settings) -> None:
    if settings.environment not in {"development", "demo", "test", "production"}:
        raise BadSetting(f"CCS_ENVIRONMENT: {settings.environment!r} is not known")
    if len(settings.public_host) > 20:
        raise BadSetting("CCS_PUBLIC_HOST: at most 20 characters fit the QR code")
    networks(settings.trusted_proxies)
    if settings.size_tie_break not in {"revenue", "higher"}:
        raise BadSetting("CCS_SIZE_TIE_BREAK: revenue or higher")
    if not settings.is_production:
        return
    for name in ("secret_key", "code_keys", "consent_key", "seal_key", "metrics_token"):
        keys = getattr(settings, name).oldest_first
        if any(DEVELOPMENT_SECRET.encode() in key or len(key) < 32 for key in keys):
            raise BadSetting(
                f"{environment_name(name)}: production needs its own secret of 32 characters or more"
            )
    if not settings.database_url:
        raise BadSetting("DATABASE_URL: production needs a server of its own")
    if settings.payer_account == DEVELOPMENT_ACCOUNT:
        raise BadSetting("CCS_PAYER_ACCOUNT: production names the account that pays")
    if settings.second_factor_waived:
        raise BadSetting("CCS_SECOND_FACTOR_WAIVED: never in production")
