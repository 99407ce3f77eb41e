/* The side that was not typed on is drawn anew. Where somebody is typing by now, it stays; the next answer brings it. */
(() => {
  "use strict";
  const SIDES = ["draft-parts", "draft-text"];
  let busy = false;
  let top = 0;
  document.addEventListener("htmx:oobBeforeSwap", ({ detail }) => {
    const { id } = detail.target;
    if (SIDES.includes(id)) busy = detail.target.contains(document.activeElement);
    if (busy && (SIDES.includes(id) || id === "base")) detail.shouldSwap = false;
    if (id === "draft-text") top = document.getElementById("text").scrollTop;
  });
  document.addEventListener("htmx:oobAfterSwap", ({ detail }) => {
    if (detail.target.id === "draft-text") document.getElementById("text").scrollTop = top;
  });
})();
