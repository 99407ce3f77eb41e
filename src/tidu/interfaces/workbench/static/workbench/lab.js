/* Sliders under the numbers of the sentence, and numbers that can be dragged. The form works without this file. */
(() => {
  "use strict";

  const panel = document.getElementById("panel");
  if (!panel) return;
  const ranges = [...panel.querySelectorAll(".slot-range")];
  const numberOf = (range) => document.getElementById(range.dataset.for);
  const rangeOf = (number) => ranges.find((range) => range.dataset.for === number.id);
  const mark = (number) =>
    number.closest(".slot").classList.toggle("changed", number.value.trim() !== number.dataset.standing);
  const tell = (number) => number.dispatchEvent(new Event("input", { bubbles: true }));
  const places = (step) => (step.split(".")[1] || "").length;
  const put = (number, range, value) => {
    const step = Number(range.step);
    const held = Math.min(Number(range.max), Math.max(Number(range.min), Math.round(value / step) * step));
    const text = String(Number(held.toFixed(places(range.step))));
    if (text === number.value) return;
    number.value = text;
    tell(number);
  };

  ranges.forEach((range) => {
    range.closest(".slot-row").hidden = false;
    range.addEventListener("input", (event) => {
      event.stopPropagation();
      put(numberOf(range), range, Number(range.value));
    });
  });

  panel.querySelectorAll(".slot-number").forEach((number) => {
    const range = rangeOf(number);
    number.addEventListener("input", () => { range.value = number.value; mark(number); });
    number.addEventListener("keydown", (event) => {
      const turn = { ArrowUp: 1, ArrowDown: -1 }[event.key];
      if (!turn) return;
      event.preventDefault();
      put(number, range, Number(number.value) + turn * Number(range.step));
    });
    /* Drag the number itself, sideways: twelve pixels a step. A plain click still puts the cursor in. */
    let from = null;
    number.addEventListener("pointerdown", (event) => {
      if (document.activeElement !== number) from = { x: event.clientX, value: Number(number.value) };
    });
    number.addEventListener("pointermove", (event) => {
      if (!from || event.buttons !== 1) return;
      const moved = Math.trunc((event.clientX - from.x) / 12);
      if (moved === 0) return;
      number.setPointerCapture(event.pointerId);
      put(number, range, from.value + moved * Number(range.step));
    });
    number.addEventListener("pointerup", () => { from = null; });
  });
})();
