/* A slider moves the number beside it, and the number the slider; the form works without either. */
(() => {
  "use strict";
  document.querySelectorAll("[data-slides]").forEach((slider) => {
    const field = document.getElementById(slider.dataset.slides);
    slider.addEventListener("input", () => { field.value = slider.value; });
    field.addEventListener("input", () => { slider.value = field.value; });
  });
})();
