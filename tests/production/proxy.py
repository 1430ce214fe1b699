"""A real reverse proxy on the loopback: nginx with the configuration that docs/operations.md gives.

Clients bind different addresses of 127.0.0.0/8, so that one machine can play several networks.
"""

from __future__ import annotations

import ipaddress
import os
import re
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from scripts import reverse_proxy
from tests.production.processes import free_port, wait_for

ROOT = Path(__file__).resolve().parents[2]
OPERATIONS = ROOT / "docs" / "operations.md"
STOP_SECONDS = 10
TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
"""What nginx keeps temporary files of; it makes their folders even where it has no use for them."""


def make_certificate(folder: Path, host: str) -> Path:
    """A self-signed certificate for the host and 127.0.0.1, with its key in the same file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    names = x509.SubjectAlternativeName(
        [x509.DNSName(host), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    )
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "proxy.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


def documented(replacements: dict[str, str]) -> str:
    """The nginx example of docs/operations.md, with what differs from place to place replaced."""
    (text,) = re.findall(r"```nginx\n(.*?)```", OPERATIONS.read_text(), re.DOTALL)
    for written, meant in replacements.items():
        if written not in text:
            raise AssertionError(f"The nginx example of docs/operations.md no longer says {written!r}.")
        text = text.replace(written, meant)
    return str(text)


class Proxy:
    """An nginx of its own in front of one address. Clients reach it at `port` of 127.0.0.1."""

    def __init__(
        self, folder: Path, upstream: str, certificate: Path, *, host: str, address: str = "127.0.0.1"
    ) -> None:
        """`upstream` is an address such as `http://127.0.0.1:5000`. The folder, which is made, holds all that it writes.

        `address` is from where it speaks to the application: what `CCS_TRUSTED_PROXIES` has to name.
        """
        self.port = free_port()
        self.access_log, self.error_log = folder / "access.log", folder / "error.log"
        self._told = folder / "told.log"
        """What it says before it has read which log it is to write."""
        self._folder = folder
        folder.mkdir()
        (folder / "nginx.conf").write_text(self._configuration(upstream, certificate, host, address))
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Run it, in the foreground, until it listens."""
        with self._told.open("wb") as sink:
            self._process = subprocess.Popen(
                [program(), "-p", str(self._folder), "-c", "nginx.conf", "-e", self._told.name],
                stdout=sink,
                stderr=sink,
            )
        wait_for(self.port, self._process, self._told)

    def stop(self) -> None:
        """End it with its workers."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(STOP_SECONDS)

    def _configuration(self, upstream: str, certificate: Path, host: str, address: str) -> str:
        site = documented(
            {
                "listen 443 ssl": f"listen 127.0.0.1:{self.port} ssl",
                "coupon.sme.go.th": host,
                "/etc/ssl/ccs/certificate.pem": str(certificate),
                "/etc/ssl/ccs/key.pem": str(certificate),
                "/var/log/nginx/ccs.access.log": str(self.access_log),
                "/var/log/nginx/ccs.error.log": str(self.error_log),
                "/srv/ccs/build": str(ROOT / "build"),
                "http://127.0.0.1:5000": upstream,
            }
        )
        temporary = "\n".join(f"{each}_temp_path {self._folder / each};" for each in TEMPORARY)
        return f"""{_as_ourselves()}
daemon off;
worker_processes 1;
pid {self._folder / "pid"};
events {{}}
http {{
include {reverse_proxy.media_types(program())};
default_type application/octet-stream;
{temporary}
proxy_bind {address};
{site}
}}
"""


def program() -> str:
    """The nginx to run."""
    found = reverse_proxy.find()
    if found is None:
        raise AssertionError(reverse_proxy.ADVICE)
    return found


def _as_ourselves() -> str:
    """Root's nginx would give its workers to somebody who may not read our folders."""
    return "user root root;" if os.geteuid() == 0 else ""
