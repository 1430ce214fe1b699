/* A table that is wider than its frame can be scrolled with the arrow keys: the frame takes the focus while it scrolls. */

export function start(frame) {
  const caption = frame.querySelector("caption");
  new ResizeObserver(() => {
    if (frame.scrollWidth > frame.clientWidth) {
      frame.tabIndex = 0;
      frame.setAttribute("role", "group");
      if (caption) frame.setAttribute("aria-label", caption.textContent);
    } else {
      for (const name of ["tabindex", "role", "aria-label"]) frame.removeAttribute(name);
    }
  }).observe(frame);
}
