// Tables on every width: stacked on a telephone, within reach of the keys where they scroll. Without it they scroll.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];

  // On a telephone a row is a card: each cell carries the heading of its column (desk.css, .stacked). A .matrix of figures stays a table.
  const stack = () => {
    for (const table of $$("table:is(.plain, .register):not(.stacked, .matrix)")) {
      if (!table.tHead) continue;
      const heads = [...table.tHead.rows[0].cells].map((cell) => cell.textContent.trim());
      table.classList.add("stacked");
      table.setAttribute("role", "table"); // a table laid out otherwise stays one to who hears the page
      for (const row of table.rows) {
        row.setAttribute("role", "row");
        for (const [at, cell] of [...row.cells].entries()) {
          cell.setAttribute("role", cell.tagName === "TD" ? "cell" : cell.closest("thead") ? "columnheader" : "rowheader");
          if (cell.colSpan === 1 && heads[at]) cell.dataset.head = heads[at];
          if (["", "–"].includes(cell.textContent.trim()) && !cell.querySelector("svg, input, button")) cell.classList.add("blank");
        }
      }
    }
  };

  // What scrolls sideways can be scrolled by keys too.
  const reach = () => {
    for (const box of $$(".scroll-x, .life")) if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
  };

  const fit = () => { stack(); reach(); };
  fit();
  addEventListener("resize", reach);
  document.body.addEventListener("htmx:afterSettle", fit);
});
