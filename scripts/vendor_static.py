"""Copy the front-end parts we use from their locked npm packages into static/vendor.

Run by hand after a version changes, or a template begins to use another part of govuk-frontend:
`npm ci && python -m scripts.vendor_static`. What it writes is kept in the repository with its licences, so neither
running nor testing the system needs npm.
`--check` says whether static/vendor is what the locked packages give, and changes nothing.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path

from scripts import css_use

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ROOT / "node_modules"
VENDOR = ROOT / "static" / "vendor"

MIT_OF_GOVUK = """The MIT License (MIT)

Copyright (C) 2017 Crown Copyright (Government Digital Service)

Permission is hereby granted, free of charge, to any person obtaining a copy of
this software and associated documentation files (the "Software"), to deal in
the Software without restriction, including without limitation the rights to
use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies
of the Software, and to permit persons to whom the Software is furnished to do
so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
"""
"""The npm package of govuk-frontend names its licence but does not carry the text."""


@dataclass(frozen=True)
class Part:
    """One file to vendor: where npm puts it, and where we keep it."""

    source: str
    target: str


SCRIPT_OF_GOVUK = "govuk-frontend/dist/govuk/govuk-frontend.min.js"
PARTS = (
    Part("govuk-frontend/dist/govuk/govuk-frontend.min.css", "govuk-frontend/govuk-frontend.css"),
    Part(SCRIPT_OF_GOVUK, "govuk-frontend/govuk-frontend.js"),
    Part("barcode-detector/dist/es/ponyfill.js", "barcode-detector/ponyfill.js"),
    Part("barcode-detector/dist/es/zxing-exported.js", "barcode-detector/zxing-exported.js"),
    Part("barcode-detector/LICENSE", "barcode-detector/LICENSE.txt"),
    Part("zxing-wasm/dist/reader/zxing_reader.wasm", "zxing-wasm/zxing_reader.wasm"),
    Part("zxing-wasm/LICENSE", "zxing-wasm/LICENSE.txt"),
)
NAMED = ("govuk-frontend", "barcode-detector", "zxing-wasm")


def restyled(css: str) -> str:
    """The govuk-frontend stylesheet without what belongs to GOV.UK alone, and without what none of our pages uses.

    Its typeface is licensed to GOV.UK services only and its crest is the Crown's, so both go; Sarabun
    stands in for the first. Colours are custom properties there and are set in static/css/tokens.css.
    """
    css = re.sub(r"@font-face\{[^}]*\}", "", css)
    css = re.sub(r"[^{}]*\{[^{}]*govuk-crest\.svg[^{}]*\}", "", css)
    css = css.replace("GDS Transport,arial,sans-serif", "Sarabun,sans-serif")
    css = re.sub(r"/\*# sourceMappingURL=.*?\*/", "", css)
    # The @supports around the crest's mask is left empty by the line above.
    css = re.sub(r"@supports[^{}]*\{\s*\}", "", css)
    if "GDS Transport" in css or "url(" in css:
        raise SystemExit("govuk-frontend has changed: a GOV.UK font or picture is still in its stylesheet")
    script = (PACKAGES / SCRIPT_OF_GOVUK).read_text(encoding="utf-8")
    return css_use.cut(css, css_use.used_words(script))


def without_source_map(script: str) -> str:
    """A script whose map we do not carry must not point to it."""
    return re.sub(r"//# sourceMappingURL=.*", "", script).rstrip() + "\n"


def content_of(part: Part) -> bytes:
    """What we keep for one part: as npm gives it, save the stylesheet and pointers to maps."""
    raw = (PACKAGES / part.source).read_bytes()
    if part.target.endswith(".css"):
        return restyled(raw.decode()).encode()
    if part.target.endswith(".js"):
        return without_source_map(raw.decode()).encode()
    return raw


def manifest(files: dict[str, bytes]) -> bytes:
    """Versions of the packages and a digest of each file, for whoever asks where a file came from."""
    versions = {
        name: json.loads((PACKAGES / name / "package.json").read_text(encoding="utf-8"))["version"]
        for name in NAMED
    }
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())}
    return (json.dumps({"packages": versions, "sha256": digests}, indent=2) + "\n").encode()


def vendored() -> dict[str, bytes]:
    """Every file of static/vendor by its name there."""
    files = {part.target: content_of(part) for part in PARTS}
    files["govuk-frontend/LICENSE.txt"] = MIT_OF_GOVUK.encode()
    return {**files, "manifest.json": manifest(files)}


def main(arguments: list[str]) -> int:
    """Write static/vendor, or with --check compare it; the exit status tells."""
    if not PACKAGES.is_dir():
        print("node_modules is missing: run `npm ci` first", file=sys.stderr)
        return 2
    stale = []
    for name, content in vendored().items():
        path = VENDOR / name
        if path.is_file() and path.read_bytes() == content:
            continue
        stale.append(name)
        if "--check" not in arguments:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    for name in stale:
        print(("differs: " if "--check" in arguments else "wrote: ") + name)
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
