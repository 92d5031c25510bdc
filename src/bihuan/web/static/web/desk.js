// The desk's own script. Every page works without it; with it clocks tick, keys work, drafts survive.
"use strict";

const root = document.documentElement;
if ("themeAuto" in root.dataset && matchMedia("(prefers-color-scheme: dark)").matches) root.dataset.bsTheme = "dark";

document.addEventListener("DOMContentLoaded", () => {
  const words = JSON.parse(document.body.dataset.words || "{}");
  const skew = Date.parse(document.body.dataset.now || "") - Date.now() || 0; // the server's clock counts
  const $ = (selector, from = document) => from.querySelector(selector);
  const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, key) => values[key]);

  // ---- clocks: same wording as timewords.py -----------------------------------------------------
  const spell = (span) => {
    const s = Math.floor(Math.abs(span));
    const [big, small] = s < 600 ? [["minutes", Math.floor(s / 60)], ["seconds", s % 60]]
      : s < 86400 ? [["hours", Math.floor(s / 3600)], ["minutes", Math.floor(s % 3600 / 60)]]
        : [["days", Math.floor(s / 86400)], ["hours", Math.floor(s % 86400 / 3600)]];
    const parts = [big, small].filter(([, n]) => n).map(([unit, n]) => fill(words[unit], { n }));
    return parts.join(" ") || fill(words[small[0]], { n: 0 });
  };
  const icons = { normal: "circle-check", due_soon: "clock", overdue: "alert-circle" };
  const tick = () => {
    const now = Date.now() + skew;
    for (const clock of $$("time.due")) {
      const due = Date.parse(clock.dateTime), soon = Date.parse(clock.dataset.soon || "");
      const light = now >= due ? "overdue" : now >= soon ? "due_soon" : "normal";
      const label = $("span", clock), use = $("use", clock);
      const text = fill(words[light], { span: spell((due - now) / 1000) });
      if (label && label.textContent !== text) label.textContent = text;
      if (!clock.classList.contains("due-" + light)) {
        clock.classList.remove("due-normal", "due-due_soon", "due-overdue");
        clock.classList.add("due-" + light);
        if (use) use.setAttribute("href", use.getAttribute("href").replace(/#.*/, "#" + icons[light]));
        const edge = clock.closest(".duty, tr");
        if (edge) { edge.classList.remove("edge-due_soon", "edge-overdue"); edge.classList.add("edge-" + light); }
      }
    }
    for (const past of $$("time.ago")) {
      const gone = Math.floor((now - Date.parse(past.dateTime)) / 60000) * 60;
      past.textContent = Math.abs(gone) < 60 ? words.now : fill(gone > 0 ? words.ago : words.ahead, { span: spell(gone) });
    }
  };
  if (words.normal) { tick(); setInterval(tick, 1000); }

  // ---- keys -------------------------------------------------------------------------------------
  const rows = () => $$("[data-rows] [data-row]");
  const move = (step) => {
    const all = rows();
    if (!all.length) return;
    const at = all.findIndex((row) => row.classList.contains("here"));
    const next = all[Math.max(0, Math.min(all.length - 1, at < 0 ? 0 : at + step))];
    if (at >= 0) all[at].classList.remove("here");
    next.classList.add("here");
    const link = $("a", next);
    if (link) link.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest("input, textarea, select, [contenteditable], dialog[open]")) return;
    const target = $$("[data-key]").find((element) => element.dataset.key === event.key);
    if (event.key === "j" || event.key === "k") move(event.key === "j" ? 1 : -1);
    else if (event.key === "?") $("#help")?.showModal();
    else if (event.key === "Escape") $$("details.menu[open], .chips details[open]").forEach((menu) => { menu.open = false; });
    else if (target && target.matches("input")) target.select();
    else if (target) target.click();
    else return;
    event.preventDefault();
  });

  // ---- menus, dialogs, forms that send themselves -----------------------------------------------
  document.addEventListener("click", (event) => {
    for (const menu of $$("details.menu[open], .chips details[open]")) if (!menu.contains(event.target)) menu.open = false;
    const opener = event.target.closest("[data-dialog]");
    if (opener) { event.preventDefault(); document.getElementById(opener.dataset.dialog)?.showModal(); }
    const printer = event.target.closest("[data-print]");
    if (printer) window.print();
    const row = event.target.closest("[data-row]");
    if (row && !event.target.closest("a, button, input, label, summary, time") && !String(getSelection())) $("a", row)?.click();
  });
  document.addEventListener("change", (event) => {
    if (event.target.closest("[data-autosubmit]")) event.target.form.requestSubmit();
  });

  // ---- submit once: the button locks, a wheel after 300 ms ---------------------------------------
  // A form with a draft first asks whether the server is there, so that nothing typed is lost to an error page.
  const lock = (form, button) => {
    form.dataset.sent = "1";
    if (!button) return;
    setTimeout(() => { button.disabled = true; }, 0); // after the browser has read its value
    setTimeout(() => { if (button.disabled) { button.dataset.busy = "1"; button.setAttribute("aria-label", words.busy); } }, 300);
  };
  const unlock = (form) => {
    delete form.dataset.sent;
    delete form.dataset.asked;
    for (const button of $$("button[data-busy], button:disabled", form)) { button.disabled = false; delete button.dataset.busy; button.removeAttribute("aria-label"); }
  };
  document.addEventListener("submit", (event) => {
    const form = event.target, button = event.submitter || $("button:not([type=button])", form);
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    if ("draft" in form.dataset && !form.dataset.asked && !form.matches("[hx-post]")) {
      event.preventDefault();
      form.dataset.asked = "1";
      fetch("/healthz", { cache: "no-store" }).then((answer) => {
        if (!answer.ok) throw new Error(answer.status);
        offline(false);
        form.requestSubmit(event.submitter);
      }).catch(() => { offline(true); unlock(form); });
      return;
    }
    lock(form, button);
  });
  addEventListener("pageshow", (event) => { // back from the next page: unlock
    if (!event.persisted) return;
    for (const form of $$("form[data-sent]")) unlock(form);
  });

  // ---- drafts: <form data-draft="key">; dropped when the server says that it was accepted --------
  const shelf = (key) => `draft:${document.body.dataset.user || ""}:${key}`; // nobody sees another's words
  const typed = (form) => [...form.elements].filter((e) => e.name && !["hidden", "file", "password", "submit"].includes(e.type));
  const done = document.body.dataset.draftDone;
  if (done) localStorage.removeItem(shelf(done));
  const shelve = (form) => {
    if (form.dataset.shelved) return;
    form.dataset.shelved = "1";
    const key = shelf(form.dataset.draft), seen = {};
    const stored = JSON.parse(localStorage.getItem(key) || "null");
    if (stored && !("kept" in form.dataset)) { // a refused form already shows what was typed
      for (const element of typed(form)) {
        const value = stored[element.name];
        if (value === undefined) continue;
        if (element.type === "checkbox" || element.type === "radio") element.checked = value.includes(element.value);
        else if (element.multiple) for (const option of element.options) option.selected = value.includes(option.value);
        else element.value = value[seen[element.name] = (seen[element.name] ?? -1) + 1] ?? ""; // rows share a name
      }
      const note = $("[data-draft-note]", form);
      if (note) { note.hidden = false; note.textContent = words.draft; }
    }
    form.addEventListener("input", () => {
      const data = {};
      for (const element of typed(form)) {
        const values = data[element.name] ??= [];
        if (element.multiple && element.options) values.push(...[...element.selectedOptions].map((option) => option.value));
        else if (!["checkbox", "radio"].includes(element.type) || element.checked) values.push(element.value);
      }
      localStorage.setItem(key, JSON.stringify(data));
    });
  };
  $$("form[data-draft]").forEach(shelve);
  document.addEventListener("submit", (event) => { // who signs out leaves nothing behind on a shared machine
    if (!event.target.matches("form[data-sign-out]")) return;
    for (const key of Object.keys(localStorage)) if (key.startsWith(shelf(""))) localStorage.removeItem(key);
  });

  // ---- a subscriber's number in a text: warn, offer to mask ---------------------------------------
  const mobile = /(?<!\d)(1[3-9]\d)\d{4}(\d{4})(?!\d)/g;
  document.addEventListener("input", (event) => {
    const box = event.target;
    if (!box.matches("textarea, [data-mask]")) return;
    let note = box.parentElement.querySelector("[data-mask-note]");
    const found = box.value.search(mobile) >= 0;
    if (found && !note) {
      note = document.createElement("div");
      note.dataset.maskNote = "1";
      note.className = "field-error";
      note.setAttribute("role", "status");
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn-s";
      button.textContent = words.mask;
      button.addEventListener("click", () => {
        box.value = box.value.replace(mobile, "$1****$2");
        box.dispatchEvent(new Event("input", { bubbles: true }));
        box.focus();
      });
      note.append(words.phone_seen + " ", button);
      box.after(note);
    } else if (!found && note) note.remove();
  });
  ($("[data-focus]") || $("[data-errors]") || $(".field-bad :is(input, select, textarea)"))?.focus(); // a form that came back: to its fault

  // ---- long texts: how much is written; too much is said here and refused by the server, never cut in silence ----
  const measure = (area) => {
    const limit = Number(area.dataset.limit) || area.maxLength;
    let shown = area.nextElementSibling;
    if (!shown?.matches("[data-written]")) {
      shown = Object.assign(document.createElement("div"), { className: "field-help num" });
      shown.dataset.written = "";
      shown.setAttribute("role", "status");
      area.after(shown);
    }
    const length = [...area.value].length, over = length - limit;
    const word = over > 0 ? words.too_long : over === 0 && area.maxLength > 0 ? words.full : "";
    shown.hidden = length < limit / 2;
    shown.textContent = `${length} / ${limit}${word ? " " + fill(word, { n: over }) : ""}`;
    shown.classList.toggle("field-error", Boolean(word));
  };
  document.addEventListener("input", (event) => { if (event.target.matches("textarea:is([data-limit], [maxlength])")) measure(event.target); });
  for (const area of $$("textarea:is([data-limit], [maxlength])")) if (area.value) measure(area);

  // ---- live parts: the same address answers 304 while nothing changed ----------------------------
  document.body.addEventListener("htmx:configRequest", (event) => {
    const etag = event.detail.elt.dataset.etag;
    if (etag) event.detail.headers["If-None-Match"] = etag;
    event.detail.headers["X-CSRFToken"] = $("[name=csrfmiddlewaretoken]")?.value || "";
  });
  document.body.addEventListener("htmx:afterSettle", () => {
    const live = document.getElementById("live-unread");
    if (live) for (const count of $$("[data-count]")) count.textContent = live.dataset.unread;
    $$("form[data-draft]").forEach(shelve);
    tick();
  });
  const offline = (is) => {
    let note = $(".offline");
    if (is && !note) {
      note = document.createElement("div");
      note.className = "offline";
      note.setAttribute("role", "alert");
      note.textContent = words.offline;
      document.body.append(note);
    } else if (!is && note) note.remove();
  };
  document.body.addEventListener("htmx:sendError", () => offline(true));
  document.body.addEventListener("htmx:afterOnLoad", () => offline(false));
  document.body.addEventListener("htmx:afterRequest", (event) => { const form = event.target.closest("form"); if (form) unlock(form); });
  addEventListener("offline", () => offline(true));
  addEventListener("online", () => offline(false));
});
