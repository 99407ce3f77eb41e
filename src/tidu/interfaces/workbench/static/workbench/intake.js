/* Files dropped on the field are taken, and what was chosen is listed. Without this file the field works as it is. */
(() => {
  "use strict";

  document.querySelectorAll("input[type=file][data-drop]").forEach((input) => {
    const field = input.closest(".field");
    const list = document.createElement("ul");
    list.className = "chosen-files";
    list.setAttribute("aria-live", "polite");
    field.classList.add("drop");
    field.append(list);
    const show = () => list.replaceChildren(...[...input.files].map((file) => {
      const item = document.createElement("li");
      item.textContent = `${file.name}（${Math.ceil(file.size / 1024)} KB）`;
      return item;
    }));
    input.addEventListener("change", show);
    ["dragenter", "dragover"].forEach((kind) => field.addEventListener(kind, (event) => {
      event.preventDefault();
      field.classList.add("over");
    }));
    field.addEventListener("dragleave", (event) => {
      if (!field.contains(event.relatedTarget)) field.classList.remove("over");
    });
    field.addEventListener("drop", (event) => {
      event.preventDefault();
      field.classList.remove("over");
      if (!event.dataTransfer.files.length) return;
      input.files = event.dataTransfer.files;
      show();
    });
  });
})();
