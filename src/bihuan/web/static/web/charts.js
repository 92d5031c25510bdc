// Draws the charts of a page from the JSON beside them; without this file the drawn pictures stay.
(function () {
  "use strict";
  var ink = function (name, other) { return getComputedStyle(document.body).getPropertyValue(name).trim() || other; };

  function axis(chart, inkOf, across, room) {
    var each = Math.max(26, Math.floor((room - 60) / Math.max(1, chart.labels.length)) - 4);
    var names = { type: "category", data: chart.labels, inverse: across, axisTick: { show: false },
      axisLabel: { color: inkOf, interval: 0, width: across ? Math.min(190, room * 0.36) : Math.min(90, each), overflow: "break", fontSize: 11 } };
    var values = { type: "value", minInterval: 1, axisLabel: { color: inkOf, formatter: "{value}" + chart.unit },
      max: chart.unit === "%" ? 100 : null, splitLine: { lineStyle: { opacity: 0.4 } } };
    return across ? { xAxis: values, yAxis: names } : { xAxis: names, yAxis: values };
  }

  function bars(chart, room) {
    var inkOf = ink("--ink-2", "#44505f"), across = chart.kind === "across", stacked = chart.kind === "stacked";
    var found = axis(chart, inkOf, across, room);
    found.grid = { left: 8, right: across ? 56 : 12, top: chart.series.length > 1 ? 34 : 16, bottom: 8, containLabel: true };
    found.legend = chart.series.length > 1 ? { top: 0, textStyle: { color: inkOf } } : undefined;
    found.tooltip = { trigger: "axis", renderMode: "richText", axisPointer: { type: "shadow" } };
    found.series = chart.series.map(function (row) {
      return { name: row.name, type: chart.kind === "lines" ? "line" : "bar", stack: stacked ? "all" : undefined,
        data: row.values, itemStyle: { color: row.colour }, barMaxWidth: 42,
        label: { show: !stacked, position: across ? "right" : "top", color: inkOf, formatter: "{c}" + chart.unit } };
    });
    return found;
  }

  function heat(chart) {
    var inkOf = ink("--ink-2", "#44505f"), most = 1, cells = [];
    chart.series.forEach(function (row, y) {
      row.values.forEach(function (value, x) { if (value) { cells.push([x, y, value]); most = Math.max(most, value); } });
    });
    return {
      grid: { left: 8, right: 8, top: 8, bottom: 8, containLabel: true },
      tooltip: { renderMode: "richText", formatter: function (p) { return chart.series[p.value[1]].name + " " + chart.labels[p.value[0]] + ":00 · " + p.value[2]; } },
      xAxis: { type: "category", data: chart.labels, axisLabel: { color: inkOf }, axisTick: { show: false } },
      yAxis: { type: "category", inverse: true, data: chart.series.map(function (row) { return row.name; }), axisLabel: { color: inkOf }, axisTick: { show: false } },
      visualMap: { show: false, min: 0, max: most, inRange: { color: ["#dbe7f6", "#1c6dd0"] } },
      series: [{ type: "heatmap", data: cells, label: { show: true, color: "#16202c" }, itemStyle: { borderColor: ink("--paper", "#fff"), borderWidth: 2 } }]
    };
  }

  function draw(figure) {
    var space = figure.querySelector(".chart-space"), text = figure.querySelector("script[type='application/json']");
    if (!space || !text || !window.echarts || figure.drawn) { return; }
    var chart = JSON.parse(text.textContent), rows = chart.kind === "across" ? chart.labels.length : chart.series.length;
    figure.still = Array.from(space.childNodes);
    space.replaceChildren();
    space.style.height = (chart.kind === "across" ? 40 + 26 * rows : chart.kind === "heat" ? 60 + 26 * rows : 260) + "px";
    figure.drawn = window.echarts.init(space, null, { renderer: "canvas" });
    figure.drawn.setOption(chart.kind === "heat" ? heat(chart) : bars(chart, space.clientWidth));
    figure.drawn.setOption({ animation: false });
  }

  function all() { document.querySelectorAll("figure[data-chart]").forEach(draw); }
  window.addEventListener("load", all);
  window.addEventListener("resize", function () {
    document.querySelectorAll("figure[data-chart]").forEach(function (figure) { if (figure.drawn) { figure.drawn.resize(); } });
  });
  document.addEventListener("htmx:afterSwap", all);
  // Paper takes the drawn pictures: they fit its width and know no dark theme.
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("figure[data-chart]").forEach(function (figure) {
      if (!figure.drawn) { return; }
      var space = figure.querySelector(".chart-space");
      figure.drawn.dispose();
      figure.drawn = null;
      space.style.height = "";
      space.replaceChildren.apply(space, figure.still);
    });
  });
  window.addEventListener("afterprint", all);
})();
