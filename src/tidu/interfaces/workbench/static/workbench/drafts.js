/* The side that was not typed on is drawn anew. Where somebody is typing by now, it stays; the next answer brings it. */
(() => {
  "use strict";
  const BASES = { "draft-parts": "base", "draft-case-parts": "cases_base" };
  const WORDS = { "draft-text": "text", "draft-cases-text": "scenarios" };
  const kept = new Set();
  let top = 0;
  document.addEventListener("htmx:oobBeforeSwap", ({ detail }) => {
    const { id } = detail.target;
    if (id in BASES || id in WORDS) {
      const busy = detail.target.contains(document.activeElement);
      if (busy) kept.add(BASES[id]);
      else kept.delete(BASES[id]);
      if (busy) detail.shouldSwap = false;
    }
    if (kept.has(id)) detail.shouldSwap = false;
    if (id in WORDS) top = document.getElementById(WORDS[id]).scrollTop;
  });
  document.addEventListener("htmx:oobAfterSwap", ({ detail }) => {
    const { id } = detail.target;
    if (id in WORDS) document.getElementById(WORDS[id]).scrollTop = top;
  });
})();
