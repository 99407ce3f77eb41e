/* What stands open at a desk is folded on a telephone, once, when the page opens. */
(() => {
  "use strict";

  if (!window.matchMedia("(max-width: 61rem)").matches) return;
  document.querySelectorAll("details[data-fold-narrow]").forEach((one) => { one.open = false; });
})();
