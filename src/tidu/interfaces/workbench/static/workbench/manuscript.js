/* Writing on the sheet: paragraphs with chips instead of marks, figures offered while typing, keys for the tree.
   The server reads and arranges; without this file the form is typed with marks and its buttons do the same. */
(() => {
  "use strict";

  const form = () => document.getElementById("manuscript-form");
  const list = () => document.getElementById("suggestions");
  const PLAIN = "plaintext-only";
  let dirty = false;
  let timer = 0;
  let typing = false; /* whether the keys that moved a block were pressed in its text: the cursor stays there */

  /* What a paragraph says, with marks for its chips. */
  const written = (node) => [...node.childNodes].map((child) => {
    if (child.nodeType === Node.TEXT_NODE) return child.textContent;
    if (child.dataset.mark) return child.dataset.mark;
    return child.tagName === "BR" ? "\n" : written(child);
  }).join("");
  const blockOf = (node) => node.closest(".sheet-block");
  const textOf = (words) => blockOf(words).querySelector(".sheet-text");
  const keep = (words) => { textOf(words).value = written(words); };
  const soil = () => {
    dirty = true;
    document.getElementById("saved-state").textContent = "还没有保存";
  };

  const prepare = () => {
    document.documentElement.classList.add("scripted");
    form().querySelectorAll("[data-words]").forEach((words) => {
      words.setAttribute("contenteditable", PLAIN);
      if (words.contentEditable !== PLAIN) words.setAttribute("contenteditable", "true");
      words.setAttribute("role", "textbox");
      words.setAttribute("aria-multiline", "true");
    });
    if (form().dataset.unsaved !== undefined) dirty = true;
    const focus = form().dataset.focus;
    if (!focus) return;
    const [act, place] = focus.split(":");
    const block = document.getElementById(`block-${place}`);
    const text = block && block.querySelector("[data-words], .sheet-heading, .sheet-table-line");
    const button = document.getElementById(`act-${act}-${place}`);
    const shown = button && button.closest("li, .sheet-block").querySelector("a, [data-words]");
    if (text && (typing || act.startsWith("add") || !button)) { text.focus(); return; }
    if (shown) shown.focus(); /* its buttons come into sight */
    if (button) button.focus();
  };

  const post = async (words) => {
    const body = new FormData();
    body.set("csrfmiddlewaretoken", form().querySelector("[name=csrfmiddlewaretoken]").value);
    body.set("text", written(words));
    const answer = await fetch(form().dataset.read, { method: "POST", body });
    return answer.ok ? answer.text() : null;
  };
  /* Read a paragraph anew: chips get their values, claims their underline. */
  const read = async (words) => {
    const before = written(words);
    if (before.includes("\n") || !before.trim()) return false;
    const html = await post(words);
    if (html === null || written(words) !== before) return false;
    words.innerHTML = html;
    keep(words);
    return true;
  };

  /* ---------------------------------------------------------------- figures offered while typing */
  const close = () => { list().hidden = true; list().replaceChildren(); list().removeAttribute("style"); };
  const chosen = () => list().querySelector("[aria-selected=true]");
  const choose = (item) => {
    const now = chosen();
    if (now) now.removeAttribute("aria-selected");
    item.setAttribute("aria-selected", "true");
    document.activeElement.setAttribute("aria-activedescendant", item.id);
  };
  const beforeCaret = () => {
    const range = document.getSelection().rangeCount ? document.getSelection().getRangeAt(0) : null;
    if (!range || !range.collapsed || range.startContainer.nodeType !== Node.TEXT_NODE) return null;
    return { range, typed: range.startContainer.textContent.slice(0, range.startOffset) };
  };
  const option = (one, number) => {
    const item = document.createElement("li");
    const name = document.createElement("strong");
    item.setAttribute("role", "option");
    item.id = `offer-${number}`;
    item.dataset.mark = one.mark;
    item.title = one.definition;
    name.textContent = one.name;
    item.append(name, one.when ? ` · ${one.when}` : "", ` ${one.unit}`);
    return item;
  };
  const offer = async (words) => {
    const at = beforeCaret();
    const typed = at && at.typed.split(/[，。；、：！？\s]/).pop();
    if (!at || typed.length < 2) { close(); return; }
    const answer = await fetch(`${form().dataset.figures}?typed=${encodeURIComponent(typed)}`);
    if (!answer.ok || document.activeElement !== words) return;
    list().replaceChildren(...(await answer.json()).map(option));
    list().hidden = !list().children.length;
    const box = at.range.getBoundingClientRect();
    const sheet = list().parentElement.getBoundingClientRect();
    list().style.top = `${box.bottom - sheet.top + 4}px`;
    list().style.left = `${Math.max(8, Math.min(box.left - sheet.left, sheet.width - list().offsetWidth - 8))}px`;
  };
  const insert = async (words, mark) => {
    const at = beforeCaret();
    if (!at) return;
    const chip = document.createElement("span");
    chip.dataset.mark = mark;
    chip.contentEditable = "false";
    chip.textContent = "…";
    at.range.insertNode(chip);
    document.getSelection().collapse(chip.parentNode, [...chip.parentNode.childNodes].indexOf(chip) + 1);
    close();
    const place = [...words.querySelectorAll("[data-mark]")].indexOf(chip);
    keep(words);
    soil();
    const html = await post(words); /* meanwhile somebody may type on: only the chip is replaced */
    if (html === null) return;
    const told = document.createElement("template");
    told.innerHTML = html;
    const filled = told.content.querySelectorAll("[data-mark]")[place];
    if (!filled) return;
    chip.before(filled); /* first in, then out: a cursor behind the chip stays behind it */
    chip.remove();
  };

  /* ---------------------------------------------------------------- what the cursor touches */
  const touch = (element) => {
    const place = document.querySelector("[data-touched]");
    if (!place || !element.dataset.label) return;
    const lines = [element.dataset.label, element.textContent.trim(), element.dataset.why, element.dataset.on,
      element.dataset.rows && `明细 ${element.dataset.rows} 行`, element.dataset.source];
    place.replaceChildren(...lines.filter(Boolean).map((line, number) => {
      const shown = document.createElement(number ? "span" : "strong");
      shown.textContent = line;
      shown.style.display = "block";
      return shown;
    }));
    if (!element.href) return;
    const way = document.createElement("a");
    way.href = element.href;
    way.target = "_blank";
    way.textContent = "打开明细";
    place.append(way);
  };
  /* A comment is about the paragraph that was last written in, as long as places are those of the saved version. */
  const paragraphs = () => [...form().querySelectorAll(".sheet-paragraph, .sheet-choice, .sheet-table")];
  document.addEventListener("focusin", (event) => {
    const block = form().dataset.unsaved === undefined && event.target.closest(".sheet-block");
    const choice = document.getElementById("paragraph");
    if (choice && block && paragraphs().includes(block)) choice.value = paragraphs().indexOf(block) + 1;
    const element = event.target.closest("[data-label]");
    if (element) touch(element);
  });
  document.addEventListener("mouseover", (event) => {
    const element = event.target.closest("#manuscript-form [data-label]");
    if (element) touch(element);
  });

  /* ---------------------------------------------------------------- typing and keys */
  document.addEventListener("input", (event) => {
    if (!event.target.closest("#manuscript-form")) return;
    soil();
    const words = event.target.closest("[data-words]");
    if (!words) return;
    keep(words);
    window.clearTimeout(timer);
    timer = window.setTimeout(() => offer(words), 250);
  });
  document.addEventListener("focusout", (event) => {
    const words = event.target.closest("[data-words]");
    if (!words || words.contains(event.relatedTarget)) return;
    window.setTimeout(close, 200);
    if (dirty) read(words);
  });
  const MOVES = { ArrowUp: "up", ArrowDown: "down", ArrowLeft: "out", ArrowRight: "in", Delete: "remove", Enter: "add-paragraph" };
  document.addEventListener("keydown", (event) => {
    const words = event.target.closest("[data-words]");
    if (words && !list().hidden) {
      const items = [...list().children];
      const place = items.indexOf(chosen());
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        const step = event.key === "ArrowDown" ? 1 : -1;
        choose(items[(place + step + items.length) % items.length]);
        return;
      }
      if (event.key === "Escape") { event.preventDefault(); close(); return; }
      if ((event.key === "Enter" || event.key === "Tab") && place >= 0) {
        event.preventDefault();
        insert(words, items[place].dataset.mark);
        return;
      }
    }
    if (event.ctrlKey && event.key === "s" && form()) {
      event.preventDefault();
      form().requestSubmit(form().querySelector(".sheet-bar button"));
      return;
    }
    const act = event.altKey && MOVES[event.key];
    const where = act && event.target.closest("#manuscript-form [data-place]");
    const button = where && document.getElementById(`act-${act}-${where.dataset.place}`);
    if (button) {
      event.preventDefault();
      typing = Boolean(event.target.closest(".sheet-block"));
      button.click();
    }
  });
  /* ---------------------------------------------------------------- dragging: the server moves, as for a key */
  let dragged = null;
  const placed = (node) => node && node.closest("#manuscript-form [data-place]");
  const unmark = () => document.querySelectorAll(".drop-before, .drop-behind").forEach((node) => {
    node.classList.remove("drop-before", "drop-behind");
  });
  const isBehind = (node, event) => {
    const box = node.getBoundingClientRect();
    return event.clientY > box.top + box.height / 2;
  };
  document.addEventListener("dragstart", (event) => {
    dragged = event.target.matches("li[draggable], .drag-handle") ? placed(event.target) : null;
    if (!dragged) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", "");
    event.dataTransfer.setDragImage(dragged, 0, 0);
  });
  document.addEventListener("dragover", (event) => {
    const onto = dragged && placed(event.target);
    unmark();
    if (!onto || onto.dataset.place === dragged.dataset.place) return;
    event.preventDefault();
    onto.classList.add(isBehind(onto, event) ? "drop-behind" : "drop-before");
  });
  document.addEventListener("drop", (event) => {
    const onto = dragged && placed(event.target);
    if (!onto) return;
    event.preventDefault();
    const button = document.getElementById("act-drop");
    button.value = `${isBehind(onto, event) ? "behind" : "before"}:${dragged.dataset.place}:${onto.dataset.place}`;
    button.click();
  });
  document.addEventListener("dragend", () => { dragged = null; unmark(); });
  document.addEventListener("mousedown", (event) => {
    typing = false;
    const item = event.target.closest("#suggestions li");
    if (!item) return;
    event.preventDefault();
    insert(document.activeElement, item.dataset.mark);
  });
  document.addEventListener("submit", (event) => { if (event.target === form()) dirty = false; });
  window.addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });
  document.addEventListener("htmx:afterSwap", () => { if (form()) prepare(); });
  prepare();
})();
