"""A drawn chart as a page may hold it: the few elements and attributes that draw, and nothing else."""

from __future__ import annotations

from lxml import etree

_SVG = "{http://www.w3.org/2000/svg}"
ELEMENTS = frozenset({"svg", "g", "path", "rect", "line", "text", "tspan"})
ATTRIBUTES = frozenset(
    {
        *("d", "x", "y", "x1", "x2", "y1", "y2", "dx", "dy", "width", "height", "rx", "transform", "viewBox"),
        *("fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "opacity"),
        *("text-anchor", "font-size", "font-weight"),
    }
)
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)


def clean(svg: str) -> str:
    """The drawing alone: no style, script, link or event, whatever made it; hidden from who hears the table instead.

    It is as wide as its frame, and takes the font and, by custom properties, the colours of the page.
    """
    root = etree.fromstring(svg.encode(), _PARSER)
    for element in list(root.iter()):
        if not isinstance(element.tag, str) or element.tag.removeprefix(_SVG) not in ELEMENTS:
            _remove(element)
            continue
        if element.get("display") == "none" or element.get("class") == "background":
            _remove(element)
            continue
        for name in set(element.attrib) - ATTRIBUTES:
            del element.attrib[name]
    for name in {"width", "height", "fill"} & set(root.attrib):
        del root.attrib[name]
    root.attrib.update({"class": "chart__drawing", "aria-hidden": "true", "focusable": "false"})
    etree.cleanup_namespaces(root)
    return etree.tostring(root, encoding="unicode")


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
