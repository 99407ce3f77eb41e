/* The stairs as a picture. The server has judged every firm; this file only puts dots where it said.

   A dot's place on its step is the position the rules gave it (0 just on the step, 1 against the riser). Dots of
   one place are heaped upward so that none hides another. Tooltips are drawn on the canvas, as our content
   security policy wants. */
(() => {
  "use strict";

  const holder = document.getElementById("stairs-canvas");

  /* Dots travel as rows of values under common names, and a sentence that many firms share travels once. */
  const unpacked = (picture) => ({
    ...picture,
    dots: picture.dots.map((row) => {
      const dot = Object.fromEntries(picture.fields.map((name, at) => [name, row[at]]));
      return { ...dot, sentence: picture.sentences[dot.sentence] };
    }),
  });
  const drawing = unpacked(JSON.parse(document.getElementById("stairs-drawing").textContent));
  const style = getComputedStyle(document.documentElement);
  const token = (name) => style.getPropertyValue(name).trim();
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const chart = echarts.init(holder, null, { renderer: "canvas" });
  const status = document.getElementById("stairs-status");
  const font = token("--tblr-font-sans-serif");

  const MARGIN = { left: 8, right: 16, top: 12, bottom: 34 };
  const PITCHES = [12, 11, 10, 9, 8, 7, 6];
  const NARROW = 760;
  const SHARE_OF_EACH = 0.11;
  const scale = parseFloat(style.fontSize) / 16;
  const labelSize = 13 * scale;
  const looks = {
    plain: { color: "#7d90a3" },
    near: { color: token("--press"), borderColor: "#c9d9e8", borderWidth: 3 },
    ready: { color: token("--green") },
    falling: { color: token("--amber-mark") },
    unknown: { color: "#ffffff", borderColor: "#7c8288", borderWidth: 1 },
  };

  const lookOf = (dot) => {
    if (dot.falls_on) return "falling";
    if (dot.ready) return "ready";
    if (dot.near) return "near";
    return dot.unknown && !dot.failing ? "unknown" : "plain";
  };

  /* Where each step lies, in pixels from the lower left corner. On a desk the steps climb to the right, a crowded one
     wider than an empty one; on a phone each takes the whole width and the next stands above it. The widths are those
     of the day asked for, so that a step stays where it is while the years play. */
  const layout = (steps) => {
    const width = holder.clientWidth - MARGIN.left - MARGIN.right;
    const height = holder.clientHeight - MARGIN.top - MARGIN.bottom;
    const rise = height / steps.length;
    const narrow = holder.clientWidth < NARROW * scale;
    const crowd = drawing.steps.map((step) => Math.sqrt(step.firms));
    const all = crowd.reduce((sum, one) => sum + one, 0) || 1;
    const shares = crowd.map((one) => SHARE_OF_EACH + (1 - SHARE_OF_EACH * crowd.length) * (one / all));
    let left = 0;
    const boxes = steps.map((step, index) => {
      const box = { left: narrow ? 0 : left, width: narrow ? width : width * shares[index], floor: index * rise };
      left += width * shares[index];
      return box;
    });
    const room = rise - (narrow ? labelSize * 2.2 : 4);
    const fits = (pitch) => steps.every((step, index) =>
      step.firms <= Math.floor(room / pitch) * Math.floor((boxes[index].width - 3 * pitch) / pitch));
    return { width, height, rise, narrow, boxes, room, pitch: PITCHES.find(fits) || PITCHES.at(-1) };
  };

  /* Heap the dots of one step: each goes into the column of its position, on top of those already there. A column
     that is full sends its dots to the nearest one with room (those closest to the riser are placed first), so that
     a crowd reads as a crowd. Dots about to fall lean over the edge. */
  const place = (dots, box, { pitch, room }) => {
    const full = Math.max(1, Math.floor(room / pitch));
    const last = Math.floor((box.width - pitch) / pitch);
    const heights = new Map();
    const free = (wanted) => {
      for (let away = 0; away <= last; away += 1) {
        for (const column of [wanted - away, wanted + away]) {
          if (column >= 1 && column <= last && (heights.get(column) || 0) < full) return column;
        }
      }
      return Math.min(Math.max(wanted, 1), last);
    };
    const placed = dots
      .map((dot) => ({ dot, at: dot.position === null ? 0.5 : Number(dot.position), look: lookOf(dot) }))
      .sort((one, other) => other.at - one.at);
    placed.forEach((item, order) => {
      const spread = item.dot.position === null ? (order + 0.5) / placed.length : item.at;
      const column = item.look === "falling" ? 0 : free(1 + Math.round((last - 1) * spread));
      const height = heights.get(column) || 0;
      heights.set(column, height + 1);
      item.x = column === 0 ? 3 * (height % 3) : (column + 0.5) * pitch;
      item.y = (height + 0.6) * pitch;
    });
    const sizes = { plain: pitch - 3, unknown: pitch - 4 };
    return placed.map((item) => ({
      id: item.dot.credit_code,
      name: item.dot.name,
      value: [box.left + item.x, box.floor + item.y],
      symbol: item.look === "falling" ? "diamond" : "circle",
      symbolSize: sizes[item.look] || pitch - 1,
      itemStyle: item.dot.badge ? { ...looks[item.look], borderColor: token("--ink"), borderWidth: 1.5 } : looks[item.look],
      dot: item.dot,
    }));
  };

  const points = (picture, plan) =>
    picture.steps.flatMap((step, index) =>
      place(picture.dots.filter((dot) => dot.step === step.kind), plan.boxes[index], plan));

  const stairLine = ({ boxes, narrow, rise }) =>
    boxes.flatMap(({ left, width, floor }, index) => {
      const tread = [[left, floor], [left + width, floor]];
      if (!narrow) return tread;
      const riser = index < boxes.length - 1 ? [[left + width, floor + rise * 0.6]] : [];
      return [...tread, ...riser, ["-", "-"]];
    });

  const tooltip = ({ data }) => {
    if (!data || !data.dot) return "";
    const dot = data.dot;
    const lines = [`{name|${dot.name}}`, dot.place];
    if (dot.falls_on) lines.push(`{warn|称号 ${dot.falls_on} 到期}`);
    (dot.sentence.match(/.{1,26}/gu) || []).forEach((line) => lines.push(line));
    return lines.join("\n");
  };

  const option = (picture, plan = layout(picture.steps)) => ({
    animationDurationUpdate: still ? 0 : 900,
    animation: !still,
    textStyle: { fontFamily: font },
    grid: MARGIN,
    xAxis: { type: "value", min: 0, max: plan.width, show: false },
    yAxis: { type: "value", min: 0, max: plan.height, show: false },
    tooltip: {
      trigger: "item", renderMode: "richText", confine: true, formatter: tooltip,
      textStyle: { fontFamily: font, fontSize: labelSize, color: token("--ink"), rich: { name: { fontWeight: "bold", fontSize: labelSize + 1 }, warn: { color: token("--amber") } } },
    },
    toolbox: { show: false },
    brush: { toolbox: [], xAxisIndex: 0, brushStyle: { borderColor: token("--press"), color: "rgba(27,74,114,0.08)" }, outOfBrush: { colorAlpha: 0.25 } },
    series: [
      {
        type: "line", data: stairLine(plan), symbol: "none", silent: true, z: 1, animation: false,
        lineStyle: { color: "#8b8f93", width: 2 }, areaStyle: { color: plan.narrow ? "transparent" : "#ecebe5" },
      },
      {
        type: "scatter", silent: true, z: 1, symbolSize: 0, animation: false,
        data: picture.steps.map((step, index) => ({
          value: [plan.boxes[index].left, plan.boxes[index].floor],
          label: { formatter: `${step.label}  ${step.firms} 家`, color: step.firms ? token("--ink") : token("--ink-soft") },
        })),
        label: { show: true, position: [8, 7], fontWeight: 600, fontSize: labelSize },
      },
      { id: "firms", type: "scatter", z: 3, data: points(picture, plan), emphasis: { scale: 1.6 } },
    ],
  });

  let shown = drawing;
  const draw = (picture) => {
    shown = picture;
    chart.setOption(option(picture));
  };
  draw(drawing);
  new ResizeObserver(() => { chart.resize(); draw(shown); }).observe(holder);

  /* Play the years. */
  const controls = document.querySelector(".play");
  controls.hidden = false;
  const buttons = [...controls.querySelectorAll("[data-day]")];
  const pictures = new Map([[buttons.at(-1).dataset.day, drawing]]);
  const fetchDay = async (day) => {
    if (!pictures.has(day)) {
      const answer = await fetch(drawing.day_address.replace("DAY", day), { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(`${answer.status}`);
      pictures.set(day, unpacked(await answer.json()));
    }
    return pictures.get(day);
  };
  const show = async (button) => {
    try {
      const picture = await fetchDay(button.dataset.day);
      buttons.forEach((other) => other.setAttribute("aria-pressed", String(other === button)));
      draw(picture);
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
    choose(areas.length ? chosen(areas[0]) : []);
  });
  const choose = (items) => {
    group.hidden = items.length === 0;
    document.getElementById("group-count").textContent = `${items.length} 家`;
    list.replaceChildren(...items.map(entry));
  };

  /* A click opens the firm; a finger, which cannot hover, first gets its name and what it lacks. */
  const touch = window.matchMedia("(hover: none)").matches;
  chart.on("click", ({ data }) => {
    if (!data || !data.dot) return;
    if (touch) {
      choose([data]);
      group.scrollIntoView({ block: "nearest" });
    } else {
      window.location.assign(drawing.firm_address.replace("CODE", data.dot.credit_code));
    }
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
