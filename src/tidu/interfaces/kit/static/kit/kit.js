/* Small manners of the shell. Every page can be read and every form sent without this file. */
(() => {
  "use strict";

  const typing = (element) =>
    element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName);

  /* Keys: "/" searches, "g" then a letter jumps, "?" shows the keys. */
  const keys = document.getElementById("keys");
  let jumping = false;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (jumping) {
      jumping = false;
      const way = document.querySelector(`[data-jump="${CSS.escape(event.key)}"]`);
      if (way) { event.preventDefault(); window.location.assign(way.href); }
      return;
    }
    if (event.key === "g") {
      jumping = true;
      window.setTimeout(() => { jumping = false; }, 1500);
    } else if (event.key === "/") {
      const search = document.getElementById("search");
      if (search) { event.preventDefault(); search.focus(); search.select(); }
    } else if (event.key === "?" && keys && !keys.open) {
      keys.showModal();
    }
  });
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-open]");
    if (opener) document.getElementById(opener.dataset.open).showModal();
  });

  /* One menu at a time; Escape or a click elsewhere closes it. */
  const menus = [...document.querySelectorAll("details.menu")];
  const closeMenus = (except) => menus.forEach((menu) => { if (menu !== except) menu.open = false; });
  document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = menus.find((menu) => menu.open);
    if (open) { open.open = false; open.querySelector("summary").focus(); }
  });

  /* Acts that cannot be taken back ask first, in the words of their button. */
  document.addEventListener("submit", (event) => {
    const question = event.target.dataset.confirm;
    if (question && !window.confirm(question)) event.preventDefault();
  });

  /* A second press while the first is under way sends nothing: one form, one record. Parts of a page that htmx
     sends look after themselves; a page that comes back by the back button may be sent again. */
  const RESEND_AFTER = 10000;
  const atRest = (form, button) => {
    delete form.dataset.sending;
    if (button) button.removeAttribute("aria-busy");
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.matches("[hx-post], [hx-target]")) return;
    if (form.dataset.sending) { event.preventDefault(); return; }
    form.dataset.sending = "yes";
    if (event.submitter) event.submitter.setAttribute("aria-busy", "true");
    window.setTimeout(atRest, RESEND_AFTER, form, event.submitter);
  });
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sending]").forEach((form) =>
    atRest(form, form.querySelector("[aria-busy]"))));

  /* What was typed and could not be sent goes back into the boxes of the form it was typed into. */
  const unsent = document.getElementById("unsent");
  if (unsent) {
    const typed = JSON.parse(document.getElementById("unsent-typed").textContent);
    const names = new Set(typed.map(([name]) => name));
    const holds = (form) => form.method === "post" && new URL(form.getAttribute("action") || "", window.location).pathname === unsent.dataset.sentTo;
    const put = (box) => {
      const values = typed.filter(([name]) => name === box.name).map(([, value]) => value);
      if (/^(file|password|submit|button)$/.test(box.type) || box.tagName === "BUTTON") return;
      if (box.type === "hidden" && box.name !== "seen") return; /* the mark of what was shown goes back, too */
      if (/^(checkbox|radio)$/.test(box.type)) box.checked = values.includes(box.value);
      else if (box.multiple) [...box.options].forEach((one) => { one.selected = values.includes(one.value); });
      else if (names.has(box.name)) box.value = values[0];
    };
    /* Of several forms to one address, the one whose fixed boxes are those that were sent. */
    const CHANGING = ["seen", "csrfmiddlewaretoken", "form_key", "next"];
    const fixed = (form) => [...form.elements].filter((box) => box.type === "hidden" && !CHANGING.includes(box.name));
    const isTheOne = (form) => fixed(form).every((box) => typed.some(([name, value]) => name === box.name && value === box.value));
    const held = [...document.forms].filter(holds);
    const forms = held.length > 1 ? held.filter(isTheOne) : held;
    forms.forEach((form) => [...form.elements].filter((box) => box.name).forEach(put));
    unsent.querySelector("[data-put-back]").hidden = !forms.length;
  }

  /* Buttons that copy a text. */
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    await navigator.clipboard.writeText(button.dataset.copy);
    const before = button.textContent;
    button.textContent = "已复制";
    window.setTimeout(() => { button.textContent = before; }, 1500);
  });

  /* Paper shows what is folded away on the screen. */
  const folded = () => [...document.querySelectorAll("main details:not([open])")];
  let unfolded = [];
  window.addEventListener("beforeprint", () => { unfolded = folded(); unfolded.forEach((one) => { one.open = true; }); });
  window.addEventListener("afterprint", () => { unfolded.forEach((one) => { one.open = false; }); });

  /* On a phone the navigation is wider than the screen: bring the page's own way into sight. */
  const here = document.querySelector(".side ul [aria-current]");
  if (here) here.closest("ul").scrollLeft = here.offsetLeft - here.closest("ul").offsetLeft - 24;

  /* Thirty ways are a long swipe: on a narrow screen they also open as one sheet, group by group. */
  const allWays = document.getElementById("all-ways");
  const waysSheet = () => {
    const sheet = document.createElement("dialog");
    sheet.id = "ways-sheet";
    sheet.setAttribute("aria-label", "全部栏目");
    const list = allWays.parentElement.querySelector("ul").cloneNode(true);
    list.querySelectorAll("[data-jump]").forEach((way) => way.removeAttribute("data-jump"));
    const close = document.createElement("button");
    close.className = "btn btn-quiet";
    close.textContent = "关闭";
    close.addEventListener("click", () => sheet.close());
    sheet.append(list, close);
    return document.body.appendChild(sheet);
  };
  if (allWays) {
    allWays.hidden = false;
    allWays.addEventListener("click", () => (document.getElementById("ways-sheet") || waysSheet()).showModal());
  }

  document.querySelectorAll("[data-print]").forEach((button) =>
    button.addEventListener("click", () => window.print()));
})();
