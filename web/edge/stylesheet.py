"""The one style sheet that pages load, joined from one file for each component.

Where a file stands says its layer: css/base.css and css/base/*.css are `base`, css/components/tag.css is `components`,
and what came from npm is `vendor`, followed by our changes to it in css/vendor/. Which layer yields to which is said
once, in css/layers.css, which comes first.

css/dark.css, the tokens by night, is served beside it: its link says when it holds (templates/layouts/base.html).
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping

FOLDER = "css/"
BUNDLE = "css/site.css"
LAYERS = "css/layers.css"
NIGHT = "css/dark.css"
_VENDORED = re.compile(r"vendor/.+\.css")
_CHARSET = re.compile(r'^@charset "[^"]*";\s*')
"""Of the file it came from; within a layer it says nothing."""
_ADDRESS = re.compile(r"url\(\s*([\"']?)(?!data:|/|#)([^)\"']+)\1\s*\)")


def layer_of(name: str) -> str:
    """The layer whose file this is: the first word of its path below css/; css/dark.css changes tokens."""
    if name == NIGHT:
        return "tokens"
    if _VENDORED.fullmatch(name):
        return "vendor"
    return name.removeprefix(FOLDER).removesuffix(".css").partition("/")[0]


def is_part(name: str) -> bool:
    """Whether the file goes into the one style sheet."""
    return bool(_VENDORED.fullmatch(name)) or (name.startswith(FOLDER) and name.endswith(".css"))


def _as_seen_from_the_bundle(name: str, css: str) -> str:
    def moved(found: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(posixpath.dirname(name), found[2]))
        return f"url({posixpath.relpath(target, posixpath.dirname(BUNDLE))})"

    return _ADDRESS.sub(moved, css)


def _in_its_layer(name: str, css: bytes) -> str:
    rules = _as_seen_from_the_bundle(name, _CHARSET.sub("", css.decode())).strip()
    return f"@layer {layer_of(name)} {{\n{rules}\n}}\n"


def _parts(contents: Mapping[str, bytes]) -> Iterator[str]:
    yield contents[LAYERS].decode()
    for name in sorted(filter(is_part, contents), key=lambda name: (name.startswith(FOLDER), name)):
        if name not in (LAYERS, NIGHT):
            yield _in_its_layer(name, contents[name])


def joined(contents: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files of static/ as they are served: css/site.css in the place of all its parts but css/dark.css."""
    served = {name: content for name, content in contents.items() if not is_part(name)}
    if LAYERS in contents:
        served[BUNDLE] = "".join(_parts(contents)).encode()
    if NIGHT in contents:
        served[NIGHT] = _in_its_layer(NIGHT, contents[NIGHT]).encode()
    return served
