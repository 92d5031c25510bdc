// What the pages of a case and the report form add: rows that grow, errors in focus, forms that unlock again.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];

  // ---- on a phone people and facts begin folded ------------------------------------------------
  if (matchMedia("(max-width: 767px)").matches) for (const fold of all("details.fold")) fold.open = false;

  // ---- rows: typing in the last one brings another ----------------------------------------------
  document.addEventListener("input", (event) => {
    const rows = event.target.closest("[data-more]");
    const last = rows?.lastElementChild;
    if (!last?.contains(event.target) || rows.children.length >= 50) return;
    const fresh = last.cloneNode(true);
    for (const control of all("input, select", fresh)) control.value = "";
    rows.append(fresh);
  });

  // ---- a form that came back: to its errors; one that did not get through: to be sent again -----
  const focusErrors = () => document.querySelector("[data-errors]")?.focus();
  focusErrors();
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr } = event.detail;
    if (xhr.status === 403 && xhr.getResponseHeader("HX-Retarget")) { event.detail.shouldSwap = true; event.detail.isError = false; }
  });
  document.body.addEventListener("htmx:afterSwap", (event) => { if (event.detail.target.id === "next") focusErrors(); });
  const unlock = (event) => {
    const form = event.detail.elt.closest?.("form");
    if (!form) return;
    delete form.dataset.sent;
    for (const button of all("button", form)) { button.disabled = false; delete button.dataset.busy; button.removeAttribute("aria-label"); }
  };
  for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) document.body.addEventListener(name, unlock);

  // ---- the proposed level is taken until somebody chooses one himself; no late answer takes that away ----
  document.documentElement.classList.add("has-script");
  document.addEventListener("change", (event) => {
    const form = event.target.closest("#report-form");
    if (!form || event.target.name !== "level") return;
    form.dataset.level = event.target.value;
    if (!form.elements.level_by_hand) {
      const mark = document.createElement("input");
      Object.assign(mark, { type: "hidden", name: "level_by_hand", value: "1" });
      form.append(mark);
    }
    form.querySelector(".questions")?.dispatchEvent(new Event("change"));
  });
  document.body.addEventListener("htmx:afterSwap", () => {
    const form = document.getElementById("report-form");
    const chosen = form?.dataset.level && form.querySelector(`#level [name="level"][value="${form.dataset.level}"]`);
    if (chosen) chosen.checked = true;
  });
});
