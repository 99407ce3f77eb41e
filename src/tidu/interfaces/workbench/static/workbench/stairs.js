/* The stairs as a picture. The server has judged every firm; this file only puts dots where it said.

   A dot's place on its step is the position the rules gave it (0 just on the step, 1 against the riser). Dots of
   one place are heaped upward so that none hides another. Tooltips are drawn on the canvas, as our content
   security policy wants. */
(() => {
  "use strict";

  const holder = document.getElementById("stairs-canvas");
  const drawing = JSON.parse(document.getElementById("stairs-drawing").textContent);
  const style = getComputedStyle(document.documentElement);
  const token = (name) => style.getPropertyValue(name).trim();
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const chart = echarts.init(holder, null, { renderer: "canvas" });
  const status = document.getElementById("stairs-status");
  const font = token("--tblr-font-sans-serif");

  const RISE = 1;
  const LEFT = 0.1;
  const RIGHT = 0.95;
  const FULL = 9;
  const looks = {
    plain: { color: "#7d90a3" },
    near: { color: token("--press"), borderColor: "#c9d9e8", borderWidth: 3 },
    ready: { color: token("--green") },
    falling: { color: token("--amber-mark") },
    unknown: { color: "#ffffff", borderColor: "#7c8288", borderWidth: 1.5, borderType: "dashed" },
  };

  const lookOf = (dot) => {
    if (dot.falls_on) return "falling";
    if (dot.ready) return "ready";
    if (dot.near) return "near";
    return dot.unknown && !dot.failing ? "unknown" : "plain";
  };

  /* Heap the dots of one step: each goes into the column of its position, on top of those already there. A column
     that is full sends its dots to the nearest one with room (those closest to the riser are placed first), so that a crowd reads as a crowd and not as a bar. */
  const place = (dots, index) => {
    const columns = new Map();
    const width = 44;
    const last = Math.floor(RIGHT * width);
    const room = (wanted) => {
      for (let away = 0; away <= width; away += 1) {
        for (const column of [wanted - away, wanted + away]) {
          if (column >= 2 && column <= last && (columns.get(column) || 0) < FULL) return column;
        }
      }
      return wanted;
    };
    const placed = dots
      .map((dot) => ({ dot, at: dot.position === null ? 0.5 : Number(dot.position), look: lookOf(dot) }))
      .sort((one, other) => other.at - one.at);
    placed.forEach((item, order) => {
      const spread = item.dot.position === null ? (order + 0.5) / placed.length : item.at;
      const across = item.look === "falling" ? 0 : LEFT + (RIGHT - LEFT) * spread;
      const column = item.look === "falling" ? 0 : room(Math.round(across * width));
      const height = columns.get(column) || 0;
      columns.set(column, height + 1);
      item.x = index + (item.look === "falling" ? 0.02 + 0.012 * (height % 3) : column / width);
      item.height = height;
    });
    const gap = (RISE * 0.86) / FULL;
    return placed.map((item) => ({
      id: item.dot.credit_code,
      name: item.dot.name,
      value: [item.x, index * RISE + 0.06 + item.height * gap],
      symbol: item.look === "falling" ? "diamond" : "circle",
      symbolSize: { plain: 8, unknown: 6.5 }[item.look] || 11,
      itemStyle: item.dot.badge ? { ...looks[item.look], borderColor: token("--ink"), borderWidth: 1.5 } : looks[item.look],
      dot: item.dot,
    }));
  };

  const points = (picture) =>
    picture.steps.flatMap((step, index) => place(picture.dots.filter((dot) => dot.step === step.kind), index));

  const stairLine = (count) => {
    const corners = [];
    for (let index = 0; index < count; index += 1) corners.push([index, index * RISE], [index + 1, index * RISE]);
    return corners;
  };

  const tooltip = ({ data }) => {
    if (!data || !data.dot) return "";
    const dot = data.dot;
    const lines = [`{name|${dot.name}}`, dot.place];
    if (dot.falls_on) lines.push(`{warn|称号 ${dot.falls_on} 到期}`);
    (dot.sentence.match(/.{1,26}/gu) || []).forEach((line) => lines.push(line));
    return lines.join("\n");
  };

  const option = (picture) => ({
    animationDurationUpdate: still ? 0 : 900,
    animation: !still,
    textStyle: { fontFamily: font },
    grid: { left: 8, right: 16, top: 28, bottom: 34 },
    xAxis: { type: "value", min: 0, max: picture.steps.length, show: false },
    yAxis: { type: "value", min: -0.05, max: picture.steps.length * RISE - 0.4, show: false },
    tooltip: {
      trigger: "item", renderMode: "richText", confine: true, formatter: tooltip,
      textStyle: { fontFamily: font, fontSize: 13, color: token("--ink"), rich: { name: { fontWeight: "bold", fontSize: 14 }, warn: { color: token("--amber") } } },
    },
    toolbox: { show: false },
    brush: { toolbox: [], xAxisIndex: 0, brushStyle: { borderColor: token("--press"), color: "rgba(27,74,114,0.08)" }, outOfBrush: { colorAlpha: 0.25 } },
    series: [
      {
        type: "line", data: stairLine(picture.steps.length), symbol: "none", silent: true, z: 1, animation: false,
        lineStyle: { color: "#8b8f93", width: 2 }, areaStyle: { color: "#ecebe5" },
      },
      {
        type: "scatter", silent: true, z: 1, symbolSize: 0, animation: false,
        data: picture.steps.map((step, index) => ({ value: [index + 0.5, index * RISE], label: { formatter: `${step.label}  ${step.firms} 家` } })),
        label: { show: true, position: "bottom", distance: 8, color: token("--ink"), fontWeight: 600, fontSize: 13 },
      },
      { id: "firms", type: "scatter", z: 3, data: points(picture), emphasis: { scale: 1.6 } },
    ],
  });

  chart.setOption(option(drawing));
  new ResizeObserver(() => chart.resize()).observe(holder);
  chart.on("click", ({ data }) => {
    if (data && data.dot) window.location.assign(drawing.firm_address.replace("CODE", data.dot.credit_code));
  });

  /* Play the years. */
  const controls = document.querySelector(".play");
  controls.hidden = false;
  const buttons = [...controls.querySelectorAll("[data-day]")];
  const pictures = new Map([[buttons.at(-1).dataset.day, drawing]]);
  const fetchDay = async (day) => {
    if (!pictures.has(day)) {
      const answer = await fetch(drawing.day_address.replace("DAY", day), { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(`${answer.status}`);
      pictures.set(day, await answer.json());
    }
    return pictures.get(day);
  };
  const show = async (button) => {
    try {
      const picture = await fetchDay(button.dataset.day);
      buttons.forEach((other) => other.setAttribute("aria-pressed", String(other === button)));
      chart.setOption(option(picture));
      status.textContent = `${picture.as_of}：${picture.steps.map((step) => `${step.label} ${step.firms} 家`).join("，")}`;
    } catch {
      status.textContent = "这一天的图没有取到，请检查网络后再点一次。";
    }
  };
  buttons.forEach((button) => button.addEventListener("click", () => show(button)));
  const wait = (milliseconds) => new Promise((done) => { window.setTimeout(done, milliseconds); });
  controls.querySelector("[data-play]").addEventListener("click", async (event) => {
    const play = event.currentTarget;
    play.disabled = true;
    for (const button of buttons) {
      await show(button);
      await wait(1500);
    }
    play.disabled = false;
  });

  /* Choose a group with a lasso. */
  const group = document.getElementById("group");
  const list = document.getElementById("group-list");
  const lasso = controls.querySelector("[data-lasso]");
  lasso.addEventListener("click", () => {
    const on = lasso.getAttribute("aria-pressed") !== "true";
    lasso.setAttribute("aria-pressed", String(on));
    chart.dispatchAction({ type: "takeGlobalCursor", key: "brush", brushOption: { brushType: on ? "polygon" : false, brushMode: "single" } });
    if (!on) chart.dispatchAction({ type: "brush", areas: [] });
  });
  chart.on("brushEnd", ({ areas }) => {
    const inside = areas.length ? chosen(areas[0]) : [];
    group.hidden = inside.length === 0;
    document.getElementById("group-count").textContent = `${inside.length} 家`;
    list.replaceChildren(...inside.map(entry));
  });

  /* Points inside the drawn line: a ray to the right crosses its sides an odd number of times. */
  const chosen = (area) => {
    const line = area.range;
    return chart.getOption().series.find((series) => series.id === "firms").data.filter((item) => {
      const [x, y] = chart.convertToPixel({ gridIndex: 0 }, item.value);
      let inside = false;
      for (let here = 0, before = line.length - 1; here < line.length; before = here, here += 1) {
        const [ax, ay] = line[here];
        const [bx, by] = line[before];
        if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
      }
      return inside;
    });
  };

  const entry = ({ dot }) => {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = drawing.firm_address.replace("CODE", dot.credit_code);
    link.textContent = dot.name;
    link.className = "what";
    const where = document.createElement("span");
    where.textContent = dot.place;
    const why = document.createElement("span");
    why.className = "why";
    why.textContent = dot.sentence;
    const code = document.createElement("input");
    code.type = "hidden";
    code.name = "credit_code";
    code.value = dot.credit_code;
    item.append(link, where, why, code);
    return item;
  };
})();
