/* One tap for each question: the second answer sends the form. Without this file the button does.
   Keys choose among the answers by going through them, so whoever uses keys sends with the button. */
(() => {
  "use strict";
  document.querySelectorAll("form[data-taps]").forEach((form) => {
    const remark = form.querySelector("details");
    form.addEventListener("click", (event) => {
      const tapped = event.detail > 0; // 0: the keyboard made this click
      if (!tapped || event.target.type !== "radio" || remark.open) return;
      const answered = new Set(Array.from(form.querySelectorAll("input:checked"), (input) => input.name));
      if (answered.size === 2) form.requestSubmit();
    });
  });
})();
