/* The door of an Open Day on a phone, with or without a connection.

   What must survive a reload lies in localStorage: the device's key, the list of guests as last seen, and the
   queue of entries not yet told to the server. Every entry has an id of its own, so telling it twice is harmless,
   and it leaves the queue only when the server has answered for it by that id. A key given anew, as after the old
   one was revoked, takes the queue over; an entry of another event waits for a key of that event. */
(() => {
  "use strict";

  const PAUSE = 5000;
  const PATIENCE = 6000;
  const BATCH = 50;
  const SHOWN = 8;
  const UNKNOWN = 401;
  const SHUT = 409;

  const root = document.getElementById("door");
  const part = (name) => root.querySelector(`[data-part="${name}"]`);
  const kept = {
    read(key, otherwise) {
      try { return JSON.parse(window.localStorage.getItem(`tidu.door.${key}`)) ?? otherwise; } catch { return otherwise; }
    },
    write(key, value) { window.localStorage.setItem(`tidu.door.${key}`, JSON.stringify(value)); },
  };

  let list = kept.read("list", null);
  let queue = kept.read("queue", []);
  let recent = kept.read("recent", []);
  let online = null;
  let telling = false;
  let shut = "";

  /* ------------------------------------------------------------ the device */

  function device() {
    const given = new URLSearchParams(window.location.hash.slice(1)).get("device");
    if (given) {
      if (given !== kept.read("device", "")) { list = null; kept.write("list", null); }
      kept.write("device", given);
      window.history.replaceState(null, "", window.location.pathname);
    }
    return kept.read("device", "");
  }

  function lock(words) {
    list = null; recent = [];
    kept.write("list", null); kept.write("recent", []);
    part("locked").hidden = false;
    part("locked-words").textContent = words;
    part("work").hidden = true;
  }

  /* ------------------------------------------------------------ talking to the server */

  async function ask(address, body) {
    const stop = new AbortController();
    const clock = window.setTimeout(() => stop.abort(), PATIENCE);
    try {
      return await window.fetch(address, {
        method: body ? "POST" : "GET",
        headers: { "X-Tidu-Door": device(), ...(body ? { "Content-Type": "application/json" } : {}) },
        body: body ? JSON.stringify(body) : undefined,
        cache: "no-store", credentials: "omit", signal: stop.signal,
      });
    } finally { window.clearTimeout(clock); }
  }

  /* Entries that this key may hand in: those of its own event. One noted before any list came goes by its key. */
  const mine = (entry) => (entry.event ? Boolean(list) && entry.event === list.code : !entry.key || entry.key === device());

  async function tell() {
    if (telling || !device()) return;
    telling = true;
    try {
      do {
        const batch = list ? queue.filter(mine).slice(0, BATCH) : []; // the list says first which event it is
        const answer = await ask(root.dataset.sync, { entries: batch.map(({ event, key, ...told }) => told) });
        if (answer.status === SHUT) { shut = (await answer.json()).words; online = true; return; }
        if (answer.status === UNKNOWN) { lock((await answer.json()).words); return; }
        if (!answer.ok) throw new Error(`status ${answer.status}`);
        take(await answer.json());
        part("locked").hidden = true;
        online = true;
        shut = "";
      } while (queue.some(mine));
    } catch { online = false; }
    finally { telling = false; show(); }
  }

  function take(told) {
    const answers = new Map(told.answers.map((one) => [one.client_id, one]));
    queue = queue.filter((entry) => !answers.has(entry.client_id));
    recent = recent.map((entry) => {
      const answer = answers.get(entry.client_id);
      return answer ? { ...entry, outcome: answer.outcome, words: answer.words, told: true } : entry;
    });
    list = told.list;
    if (kept.read("event", list.code) !== list.code) recent = [];
    kept.write("event", list.code);
    kept.write("list", list); kept.write("queue", queue); kept.write("recent", recent);
  }

  /* ------------------------------------------------------------ what happens at the door */

  function identity() {
    const bytes = window.crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  function note(entry) {
    const whole = { client_id: identity(), at: new Date().toISOString(), event: list ? list.code : "", key: device(), ...entry };
    queue.push(whole);
    kept.write("queue", queue);
    return whole;
  }

  function enter(entry, shown) {
    const whole = note(entry);
    recent = [{ client_id: whole.client_id, kind: entry.kind, about: { code: entry.code, name: entry.name, group: entry.group }, name: shown.name, outcome: shown.outcome, words: shown.words, told: false },
      ...recent].slice(0, SHOWN);
    kept.write("recent", recent);
    signal(shown);
    show();
    tell();
    return whole.client_id;
  }

  /* In as far as this phone knows: the list, and after it what has not been told yet, the last word standing. */
  const came = (guest) => queue.filter((entry) => mine(entry) && entry.code === guest.code)
    .reduce((inside, entry) => entry.kind !== "undo", Boolean(guest.came_at));

  function guestOf(code) {
    return list && list.guests.find((guest) => guest.code === code || String(guest.number) === code);
  }

  function scanned(text) {
    const code = text.trim().replace(/[?#].*$/, "").replace(/\/+$/, "").split("/").pop();
    if (!code) return;
    const guest = guestOf(code);
    if (guest) admit(guest);
    else enter({ kind: "code", code }, { name: code, outcome: "unknown", words: list
      ? "名单里没有这个码。请按姓名查找，或登记为现场来宾；联网后再核对。"
      : "本机还没有名单。已记下，联网后核对。" });
  }

  function admit(guest) {
    const already = came(guest);
    enter({ kind: "code", code: guest.code }, {
      name: guest.name,
      outcome: already ? "again" : guest.may_enter ? "entered" : "conflict",
      words: already ? "已经签到过，不会重复计数。" : guest.may_enter ? "" : "名单上是婉拒或改派，已签到，请核对。",
      guest,
    });
  }

  function walkIn(form) {
    const value = (name) => form.elements[name].value.trim();
    if (!value("name") || !value("group")) {
      form.querySelector("[data-wrong]").textContent = "请填写姓名，并选择界别。";
      return;
    }
    form.querySelector("[data-wrong]").textContent = "";
    enter({ kind: "walk_in", name: value("name"), group: value("group"), organisation: value("organisation") },
      { name: value("name"), outcome: "entered", words: "现场来宾，已登记。" });
    form.reset();
    form.elements.name.focus();
  }

  function undo(identifier) {
    const entry = recent.find((one) => one.client_id === identifier);
    note({ kind: "undo", undoes: identifier, ...entry.about });
    recent = recent.filter((one) => one.client_id !== identifier);
    kept.write("recent", recent);
    signal({ name: entry.name, outcome: "undone", words: "签到已撤销。" });
    show();
    tell();
  }

  function counted(form) {
    const [group, stop] = form.elements.leg.value.split("|");
    const count = Number.parseInt(form.elements.count.value, 10);
    if (!(count >= 0)) { form.querySelector("[data-wrong]").textContent = "请填写清点到的人数，例如 14。"; return; }
    form.querySelector("[data-wrong]").textContent = "";
    const leg = list.legs.find((one) => String(one.group_id) === group && String(one.stop_id) === stop);
    enter({ kind: "head_count", group_id: leg.group_id, stop_id: leg.stop_id, count },
      { name: `${leg.group} · ${leg.stop}`, outcome: count < leg.expected ? "conflict" : "entered",
        words: `清点 ${count} / ${leg.expected} 人${count < leg.expected ? `，少 ${leg.expected - count} 人` : ""}。` });
    form.reset();
  }

  /* ------------------------------------------------------------ what is seen */

  const WORDS = { entered: "请进", again: "已签到", unknown: "不在名单", conflict: "请核对", undone: "已撤销" };

  function element(tag, words, kind) {
    const made = document.createElement(tag);
    if (words) made.textContent = words;
    if (kind) made.className = kind;
    return made;
  }

  function signal(shown) {
    const board = part("signal");
    board.className = `door-signal door-signal-${shown.outcome}`;
    const guest = shown.guest;
    const lines = [element("p", WORDS[shown.outcome], "door-word"), element("p", shown.name, "door-name")];
    if (guest) {
      lines.push(element("p", [guest.group, guest.organisation].filter(Boolean).join(" · "), "door-line"));
      const places = [["组", guest.tour_group], ["车", guest.vehicle], ["座", guest.seat]].filter(([, value]) => value);
      if (places.length) {
        const row = element("dl", "", "door-places");
        places.forEach(([label, value]) => { const cell = element("div"); cell.append(element("dt", label), element("dd", value)); row.append(cell); });
        lines.push(row);
      }
    }
    if (shown.words) lines.push(element("p", shown.words, "door-line"));
    board.replaceChildren(...lines);
    board.scrollIntoView({ block: "nearest" });
  }

  function show() {
    const known = Boolean(device());
    part("unknown").hidden = known;
    if (!known) { part("work").hidden = true; return; }
    if (part("locked").hidden) part("work").hidden = false;
    const state = part("state");
    const waiting = list ? queue.filter(mine).length : queue.length;
    const parked = queue.length - waiting;
    state.textContent = online === false ? `离线，待同步 ${waiting} 条` : shut
      || (waiting ? `联网，正在同步 ${waiting} 条` : online ? "联网，已全部同步" : "正在连接…");
    state.className = `door-state ${online === false || waiting ? "is-amber" : "is-green"}`;
    part("parked").hidden = parked === 0;
    part("parked").textContent = `本机还留着另一次开放日的 ${parked} 条，没有丢。要交上去，请用那一次的设备二维码再启用一次。`;
    part("event").textContent = list ? list.event : "名单还没有取到";
    const unsent = list ? list.guests.reduce((sum, guest) => sum + Number(came(guest)) - Number(Boolean(guest.came_at)), 0)
      + queue.filter(mine).reduce((sum, entry) => sum + Number(entry.kind === "walk_in") - Number(entry.kind === "undo" && Boolean(entry.name)), 0) : 0;
    part("count").textContent = list ? `已到 ${list.came + unsent} 人 · 应到 ${list.expected} 人` : "";
    showRecent();
    showConflicts();
    showLegs();
  }

  function showRecent() {
    part("recent").replaceChildren(...recent.map((entry) => {
      const row = element("li");
      row.append(element("span", `${entry.name} · ${WORDS[entry.outcome] || entry.outcome}${entry.told ? "" : "（待同步）"}`));
      if (entry.kind !== "head_count" && ["entered", "again", "conflict"].includes(entry.outcome)) {
        const button = element("button", "撤销", "btn btn-sm");
        button.type = "button";
        button.setAttribute("aria-label", `撤销 ${entry.name} 的签到`);
        button.addEventListener("click", () => undo(entry.client_id));
        row.append(button);
      }
      return row;
    }));
    part("no-recent").hidden = recent.length > 0;
  }

  function showConflicts() {
    const conflicts = list ? list.conflicts : [];
    part("conflicts-block").hidden = conflicts.length === 0;
    part("conflicts").replaceChildren(...conflicts.map((words) => element("li", words)));
  }

  function showLegs() {
    const select = part("legs");
    const legs = list ? list.legs : [];
    part("count-block").hidden = legs.length === 0;
    if (select.options.length !== legs.length) {
      select.replaceChildren(...legs.map((leg) => {
        const option = element("option", `${leg.group} · ${leg.stop}（应到 ${leg.expected}）`);
        option.value = `${leg.group_id}|${leg.stop_id}`;
        return option;
      }));
    }
    const groups = part("groups");
    if (list && groups.options.length !== list.groups.length + 1) {
      groups.replaceChildren(element("option", "请选择"), ...list.groups.map(([value, label]) => {
        const option = element("option", label); option.value = value; return option;
      }));
      groups.options[0].value = "";
    }
  }

  function showFound(text) {
    const wanted = text.trim();
    const found = wanted && list ? list.guests.filter((guest) => guest.name.includes(wanted)
      || (guest.organisation || "").includes(wanted)).slice(0, SHOWN) : [];
    part("found").replaceChildren(...found.map((guest) => {
      const row = element("li");
      const button = element("button", "", "found");
      button.type = "button";
      button.append(element("strong", guest.name), element("span", ` ${guest.group} · ${guest.organisation || "—"}${came(guest) ? " · 已签到" : ""}`));
      button.addEventListener("click", () => { admit(guest); part("search").value = ""; part("found").replaceChildren(); part("search").focus(); });
      row.append(button);
      return row;
    }));
    part("not-found").hidden = !wanted || found.length > 0;
  }

  /* ------------------------------------------------------------ the camera */

  let stream = null;
  let last = { text: "", at: 0 };

  async function camera() {
    const video = part("video");
    if (stream) { stream.getTracks().forEach((track) => track.stop()); stream = null; video.hidden = true; part("camera").textContent = "打开摄像头扫码"; return; }
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
    } catch {
      part("camera-words").textContent = "摄像头打不开。请在浏览器里允许本页使用摄像头，或输入码、按姓名查找。";
      return;
    }
    video.srcObject = stream; video.hidden = false;
    await video.play();
    part("camera").textContent = "关闭摄像头";
    window.requestAnimationFrame(look);
  }

  const canvas = document.createElement("canvas");
  function look() {
    if (!stream) return;
    const video = part("video");
    if (video.readyState >= 2 && video.videoWidth) {
      canvas.width = video.videoWidth; canvas.height = video.videoHeight;
      const drawing = canvas.getContext("2d", { willReadFrequently: true });
      drawing.drawImage(video, 0, 0);
      const picture = drawing.getImageData(0, 0, canvas.width, canvas.height);
      const code = window.jsQR(picture.data, picture.width, picture.height, { inversionAttempts: "dontInvert" });
      const now = Date.now();
      if (code && code.data && (code.data !== last.text || now - last.at > 4000)) {
        last = { text: code.data, at: now };
        scanned(code.data);
      }
    }
    window.setTimeout(() => window.requestAnimationFrame(look), 120);
  }

  /* ------------------------------------------------------------ going */

  const secure = window.isSecureContext && "serviceWorker" in navigator;
  part("no-offline").hidden = secure;
  if (secure) navigator.serviceWorker.register(root.dataset.worker).catch(() => { part("no-offline").hidden = false; });
  part("camera").hidden = !(secure && navigator.mediaDevices);

  part("typed").addEventListener("submit", (event) => {
    event.preventDefault();
    scanned(event.target.elements.code.value);
    event.target.reset();
    event.target.elements.code.focus();
  });
  part("walk-in").addEventListener("submit", (event) => { event.preventDefault(); walkIn(event.target); });
  part("count-form").addEventListener("submit", (event) => { event.preventDefault(); counted(event.target); });
  part("search").addEventListener("input", (event) => showFound(event.target.value));
  part("camera").addEventListener("click", camera);
  window.addEventListener("online", tell);
  window.addEventListener("offline", () => { online = false; show(); });
  window.addEventListener("hashchange", () => { part("locked").hidden = true; device(); show(); tell(); });
  window.setInterval(tell, PAUSE);
  show();
  tell();
})();
