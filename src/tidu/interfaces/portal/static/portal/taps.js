/* One tap for each question: the second answer sends the form. Without this file the button does. */
(() => {
  "use strict";
  document.querySelectorAll("form[data-taps]").forEach((form) => {
    const remark = form.querySelector("details");
    form.addEventListener("change", (event) => {
      if (event.target.type !== "radio" || remark.open) return;
      const answered = new Set(Array.from(form.querySelectorAll("input:checked"), (input) => input.name));
      if (answered.size === 2) form.requestSubmit();
    });
  });
})();
