"""What no page may be, as a browser draws it: inaccessible, wider than the screen, or with Thai tone marks cut off."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
"""Rules of WCAG 2.2 at level AA by axe's tags; targets of 24 px (2.5.8) are among them."""
ASKED_BY_NAME = {"label-content-name-mismatch": {"enabled": True}, "target-size": {"enabled": True}}
"""Rules that axe leaves out unless they are named (2.5.3, 2.5.8)."""
LEAST_LINE = 1.3
"""Lines of Sarabun, in letters' heights: from the highest tone mark over a vowel to the lowest vowel."""
CUT_MARKS = r"""least => {
  const marks = /[\u0E31\u0E34-\u0E3A\u0E47-\u0E4E]/, found = []
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  const cuts = look => !['visible', 'auto', 'scroll'].includes(look.overflowY) || look.clipPath !== 'none'
  const say = (node, why) => found.push(`${why}: ${node.data.trim().slice(0, 60)} in ${node.parentElement.className}`)
  for (let node; (node = walker.nextNode());) {
    const parent = node.parentElement
    if (!marks.test(node.data) || parent.closest('.visually-hidden, .govuk-visually-hidden, svg, option')) continue
    const range = document.createRange()
    range.selectNodeContents(node)
    const boxes = [...range.getClientRects()].filter(box => box.width > 0)
    if (!boxes.length) continue
    const look = getComputedStyle(parent), line = parseFloat(look.lineHeight) / parseFloat(look.fontSize)
    if (line < least && new Set(boxes.map(box => Math.round(box.top))).size > 1) say(node, `lines of ${line.toFixed(2)}`)
    for (let up = parent; up && up !== document.body; up = up.parentElement) {
      if (!cuts(getComputedStyle(up))) continue
      const edge = up.getBoundingClientRect()
      if (edge.width <= 1) break  // shown to screen readers alone
      if (boxes.some(box => box.top < edge.top - 1 || box.bottom > edge.bottom + 1)) say(node, `cut by .${up.className}`)
    }
  }
  return found
}"""


def inaccessible(page: Page, tags: list[str] = AA) -> list[str]:
    """What axe finds on the page: rule and the element's own markup."""
    options = {"runOnly": tags, "rules": ASKED_BY_NAME, "resultTypes": ["violations"]}
    violations = Axe().run(page, options=options).response["violations"]
    return [f"{each['id']}: {node['html'][:200]}" for each in violations for node in each["nodes"]]


def badly_drawn(page: Page) -> list[str]:
    """Whether the page is wider than its screen, and Thai words whose marks are cut off or run into the line above."""
    width = page.viewport_size["width"] if page.viewport_size else 0
    wide = page.evaluate("document.documentElement.scrollWidth")
    found = [f"{wide} pixels wide on a screen of {width}"] if wide > width else []
    return [*found, *page.evaluate(CUT_MARKS, LEAST_LINE)]
