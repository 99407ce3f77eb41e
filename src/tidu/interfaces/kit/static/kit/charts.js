/* Draws every [data-chart]: the option stands as JSON in the page, written by the server.

   Tooltips are drawn as rich text on the canvas: an HTML tooltip would write style attributes, which our
   content security policy forbids. */
(() => {
  "use strict";

  const style = getComputedStyle(document.documentElement);
  const token = (name) => style.getPropertyValue(name).trim();
  const textStyle = { fontFamily: token("--tblr-font-sans-serif"), color: token("--ink"), fontSize: 0.8125 * parseFloat(style.fontSize) };
  const fontSize = textStyle.fontSize;
  const axes = (given) => [].concat(given || []).map((axis) => (
    { ...axis, axisLabel: { fontSize, ...axis.axisLabel }, nameTextStyle: { fontSize } }));
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;

  const draw = (holder) => {
    const option = JSON.parse(document.getElementById(holder.dataset.chart).textContent);
    const chart = echarts.init(holder, null, { renderer: "canvas" });
    chart.setOption({
      color: ["#56677a", "#b3bfca", "#1b4a72", "#8b8f93"],
      textStyle,
      animation: !still,
      aria: { enabled: true },
      ...option,
      xAxis: axes(option.xAxis),
      yAxis: axes(option.yAxis),
      legend: option.legend && { textStyle, ...option.legend },
      tooltip: { trigger: "axis", ...(option.tooltip || {}), renderMode: "richText" },
    });
    new ResizeObserver(() => chart.resize()).observe(holder);
    holder.addEventListener("tidu:option", (event) => chart.setOption(event.detail));
    chart.on("click", (event) => { if (event.data && event.data.href) window.location.assign(event.data.href); });
  };

  document.querySelectorAll("[data-chart]").forEach(draw);
})();
