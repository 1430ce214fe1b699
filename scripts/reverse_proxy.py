"""The nginx that tests put before the application: the machine's own, else the distribution's package, unpacked.

Unpacked under the virtual environment, not installed: nothing of the machine changes, no service starts, and
nobody has to be root. Run as a program it sees to it that there is one, and says what to do when it cannot.
"""

from __future__ import annotations

import os
import pwd
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from scripts.programs import provide, ran

UNPACKED = Path(sys.prefix) / "nginx"
PACKAGES = ("nginx-common", "nginx", "nginx-light")
"""Which one holds the program depends on the release; media types are in the first."""
SYSTEM_FOLDERS = "/usr/sbin:/usr/local/sbin"
"""Where it is installed, and PATH is often silent about."""
ADVICE = """No nginx could be found or fetched. The tests of production mode run one. Any of these will do:
  - install it with your system's packages (Debian: apt-get install nginx-light; Fedora: dnf install nginx);
  - as root, apt-get update: with its lists in place the package is fetched and unpacked, not installed;
then run the command again. No service of nginx needs to run: the tests start their own on a free port."""


def find() -> str | None:
    """The program to use, or None."""
    unpacked = str(UNPACKED / "usr" / "sbin" / "nginx")
    places = (shutil.which("nginx"), shutil.which("nginx", path=SYSTEM_FOLDERS), unpacked)
    return next((place for place in places if place and ran(place, "-v", quiet=True)), None)


def media_types(program: str) -> Path:
    """The file of media types that came with the program: beside the configuration it was built for."""
    told = subprocess.run([program, "-V"], capture_output=True, text=True, check=True)  # noqa: S603 - what find() gave
    configuration = re.search(r"--conf-path=(\S+)", told.stderr)
    path = Path(configuration[1] if configuration else "/etc/nginx/nginx.conf").with_name("mime.types")
    return UNPACKED / path.relative_to("/") if Path(program).is_relative_to(UNPACKED) else path


def fetch() -> str | None:
    """Bring the distribution's package and unpack it."""
    apt, dpkg = shutil.which("apt-get"), shutil.which("dpkg-deb")
    if not (apt and dpkg):
        return None
    if os.geteuid() == 0:
        ran(apt, "update", "-q")
    with tempfile.TemporaryDirectory(dir=UNPACKED.parent, prefix="nginx-") as folder:
        made = Path(folder) / "root"
        for package in PACKAGES:
            ran(apt, "download", "-q", "-o", f"APT::Sandbox::User={_user()}", package, folder=Path(folder))
        for archive in Path(folder).glob("*.deb"):
            ran(dpkg, "-x", str(archive), str(made))
        if made.is_dir():
            shutil.rmtree(UNPACKED, ignore_errors=True)
            made.rename(UNPACKED)
    return find()


def _user() -> str:
    return pwd.getpwuid(os.geteuid()).pw_name


if __name__ == "__main__":
    raise SystemExit(provide(find, fetch, ADVICE))
