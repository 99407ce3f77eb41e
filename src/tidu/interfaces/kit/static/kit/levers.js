/* A slider moves the number beside it, and the number the slider; the form works without either, and may come later. */
(() => {
  "use strict";
  document.addEventListener("input", (event) => {
    const { target } = event;
    if (target.dataset.slides) document.getElementById(target.dataset.slides).value = target.value;
    const slider = target.id && document.querySelector(`[data-slides="${CSS.escape(target.id)}"]`);
    if (slider) slider.value = target.value;
  }, true);
})();
