/* What pages of Đèn Sách do beyond plain HTML and htmx. Everything here is a comfort: without it the pages still work. */
(() => {
  "use strict";
  const words = (name) => document.body.dataset[name] || "";
  const desk = () => document.querySelector("[data-desk-field]");

  // Toasts: failures of htmx requests are said aloud, never swallowed.
  function say(text) {
    const box = document.createElement("div");
    box.className = "alert alert-bad";
    const p = document.createElement("p");
    p.textContent = text;
    const cell = document.createElement("div");
    cell.append(p);
    box.append(document.createElement("span"), cell);
    const toasts = document.getElementById("toasts");
    toasts.append(box);
    setTimeout(() => box.remove(), 12000);
  }
  document.addEventListener("htmx:responseError", () => say(words("msgError")));
  document.addEventListener("htmx:sendError", () => say(words("msgOffline")));

  // Sounds: two rising tones for yes, one low tone for no. The browser allows sound after the first key or tap.
  let audio = null;
  function wake() {
    const Context = window.AudioContext || window.webkitAudioContext;
    if (!audio && Context && desk()) audio = new Context();
  }
  document.addEventListener("keydown", wake, { once: true });
  document.addEventListener("pointerdown", wake, { once: true });
  function tone(frequency, start, length, type) {
    const source = audio.createOscillator();
    const gain = audio.createGain();
    const at = audio.currentTime + start;
    source.type = type;
    source.frequency.value = frequency;
    gain.gain.setValueAtTime(0.0001, at);
    gain.gain.exponentialRampToValueAtTime(0.18, at + 0.01);
    gain.gain.exponentialRampToValueAtTime(0.0001, at + length);
    source.connect(gain).connect(audio.destination);
    source.start(at);
    source.stop(at + length);
  }
  function play(kind) {
    if (!audio) return;
    if (kind === "ok") {
      tone(880, 0, 0.1, "sine");
      tone(1320, 0.09, 0.14, "sine");
    } else if (kind === "no") {
      tone(196, 0, 0.32, "square");
    }
  }

  // Focus: the desk field gets it back after every answer; elsewhere an answer may ask for it with data-focus.
  document.addEventListener("htmx:afterSettle", (event) => {
    const target = event.detail.elt || event.target;
    const sound = target.matches("[data-sound]") ? target : target.querySelector("[data-sound]");
    if (sound) play(sound.dataset.sound);
    const field = desk();
    const wanted = target.matches("[data-focus]") ? target : target.querySelector("[data-error-summary], [data-focus]");
    if (field) {
      field.focus();
      field.select();
    } else if (wanted) {
      if (!wanted.matches("a, button, input, select, textarea, [tabindex]")) wanted.tabIndex = -1;
      wanted.focus();
    }
  });
  document.addEventListener("keydown", (event) => {
    const field = desk();
    if (!field || document.querySelector("dialog[open]")) return;
    if (event.key === "Escape") {
      const close = document.querySelector("[data-desk-close]");
      if (field.value) field.value = "";
      else if (close) close.click();
      field.focus();
    } else if (event.target === document.body && event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) {
      field.focus();
    }
  });

  // Unsaved words: forms with data-guard warn before the page is left.
  const changed = new Set();
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form && form.matches("[data-guard]")) changed.add(form);
  });
  document.addEventListener("submit", (event) => changed.delete(event.target));
  window.addEventListener("beforeunload", (event) => {
    if ([...changed].some((form) => form.isConnected)) event.preventDefault();
  });

  // Autosave: <form data-autosave hx-trigger="input delay:1s"> with <output data-autosave-status data-saving data-saved data-failed>.
  function report(event, state) {
    const form = event.target.matches && event.target.matches("[data-autosave]") ? event.target : null;
    const output = form && form.querySelector("[data-autosave-status]");
    if (!output) return;
    const clock = new Date().toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" });
    output.textContent = state === "saved" ? `${output.dataset.saved} ${clock}` : output.dataset[state];
    if (state === "saved") changed.delete(form);
  }
  document.addEventListener("htmx:beforeRequest", (event) => report(event, "saving"));
  document.addEventListener("htmx:afterRequest", (event) => report(event, event.detail.successful ? "saved" : "failed"));

  // A second look: data-confirm="sentence" on a submit button (or on a form) opens a dialog first.
  function ask(sentence, yes) {
    const dialog = document.createElement("dialog");
    const text = document.createElement("p");
    text.id = "ask-text";
    text.textContent = sentence;
    dialog.setAttribute("aria-labelledby", text.id);
    const form = document.createElement("form");
    form.method = "dialog";
    form.className = "form-actions";
    const button = (label, value, look) => {
      const made = document.createElement("button");
      made.textContent = label;
      made.value = value;
      made.className = `btn ${look}`;
      return made;
    };
    form.append(button(words("msgYes"), "yes", "btn-danger"), button(words("msgNo"), "no", ""));
    dialog.append(text, form);
    dialog.addEventListener("close", () => {
      dialog.remove();
      if (dialog.returnValue === "yes") yes();
    });
    document.body.append(dialog);
    dialog.showModal();
    form.lastElementChild.focus();
  }
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const asking = event.submitter && event.submitter.dataset.confirm ? event.submitter : form;
    if (!asking.dataset.confirm || form.dataset.confirmed) return;
    event.preventDefault();
    event.stopPropagation();
    const submitter = event.submitter;
    ask(asking.dataset.confirm, () => {
      form.dataset.confirmed = "yes";
      form.requestSubmit(submitter);
      delete form.dataset.confirmed;
    });
  }, true);

  // After a refused form the summary of errors gets the focus, so that a screen reader reads it first.
  const summary = document.querySelector("[data-error-summary]");
  if (summary) summary.focus();
  else if (desk()) desk().focus();
})();
