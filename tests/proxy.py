"""A reverse proxy on the loopback: terminates TLS, says so, and appends to X-Forwarded-For, as nginx is set up to.

Clients bind different addresses of 127.0.0.0/8, so that one machine can play several networks.
"""

from __future__ import annotations

import asyncio
import ipaddress
import ssl
import threading
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

REPORTS = (b"x-forwarded-for", b"x-forwarded-proto", b"connection")
START_SECONDS = 10


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


class Proxy:
    """One proxy in a thread of its own, in front of one port. `port` is where it listens."""

    port: int

    def __init__(self, upstream_port: int, certificate: Path, *, address: str = "127.0.0.1") -> None:
        self.upstream_port = upstream_port
        self.address = address
        """From which address it speaks to the application: what `CCS_TRUSTED_PROXIES` has to name."""
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._tls.load_cert_chain(certificate)
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        """Listen; `port` is known afterwards."""
        self._thread.start()
        if not self._ready.wait(START_SECONDS):
            raise AssertionError("the proxy did not start")

    def stop(self) -> None:
        """Stop listening and drop every connection."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(START_SECONDS)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(
            asyncio.start_server(self._converse, "127.0.0.1", 0, ssl=self._tls)
        )
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One request and its answer, then close: a test's client opens a connection for each."""
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            head = await reader.readuntil(b"\r\n\r\n")
            client = writer.get_extra_info("peername")[0]
            upstream, outwards = await asyncio.open_connection(
                "127.0.0.1", self.upstream_port, local_addr=(self.address, 0)
            )
            outwards.write(reported(head, client))
            await outwards.drain()
            body = asyncio.ensure_future(_pour(reader, outwards))
            await _pour(upstream, writer)
            body.cancel()
            outwards.close()
        writer.close()


def reported(head: bytes, client: str) -> bytes:
    """The head of a request with the client appended to X-Forwarded-For and the scheme told anew."""
    first, *lines = head.removesuffix(b"\r\n\r\n").split(b"\r\n")
    kept, chain = [], []
    for line in lines:
        name, _colon, value = line.partition(b":")
        if name.strip().lower() == b"x-forwarded-for":
            chain.append(value.strip())
        if name.strip().lower() not in REPORTS:
            kept.append(line)
    chain.append(client.encode())
    told = [b"X-Forwarded-For: " + b", ".join(chain), b"X-Forwarded-Proto: https", b"Connection: close"]
    return b"\r\n".join([first, *kept, *told]) + b"\r\n\r\n"


async def _pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while piece := await reader.read(65536):
            writer.write(piece)
            await writer.drain()
