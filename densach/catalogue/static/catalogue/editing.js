/* Comforts of the pages on which records are written; each has a way without JavaScript. */
(() => {
  "use strict";
  const set = (form, name, value) => {
    const field = form.elements[name];
    if (!field) return;
    field.value = value;
    form.dispatchEvent(new Event("input")); // the draft is kept, but the field does not ask for names again
    field.dispatchEvent(new Event("change", { bubbles: true }));
  };

  // A suggestion goes into the form at once: data-fill="field=value", "class_mark=scheme|mark"; data-last: in the place of the last entry.
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-fill]");
    const form = document.getElementById("record-form");
    if (!button || !form) return;
    event.preventDefault();
    const [, name, value] = button.dataset.fill.match(/^([^=]*)=(.*)$/s);
    if (name === "class_mark") {
      const [scheme, mark] = value.split("|");
      set(form, "class_scheme", scheme);
      set(form, "class_mark", mark);
      return;
    }
    const entries = form.elements[name].value.split(";").map((entry) => entry.trim());
    if (button.hasAttribute("data-last")) entries.pop();
    const kept = entries.filter((entry) => entry && entry !== value);
    set(form, name, [...kept, value].join("; "));
    if (button.hasAttribute("data-last")) {
      button.closest(".hints").replaceChildren();
      form.elements[name].focus();
    }
  });
})();

(() => {
  "use strict";
  // The field of the line the cursor is in is explained beside the MARC lines.
  const box = document.querySelector("[data-marc]");
  const help = document.getElementById("field-help");
  if (!box || !help) return;
  const known = new Map();
  let shown = "";
  async function explain() {
    const start = box.value.lastIndexOf("\n", box.selectionStart - 1) + 1;
    const tag = box.value.slice(start, start + 3);
    if (tag === shown || !/^\d{3}$/.test(tag)) return;
    shown = tag;
    if (!known.has(tag)) {
      const answer = await fetch(`${box.dataset.helpUrl}?tag=${tag}`, { credentials: "same-origin" });
      known.set(tag, answer.ok ? await answer.text() : "");
    }
    // our own server's markup, made from a table in the code
    if (shown === tag) help.innerHTML = known.get(tag) || tag;
  }
  for (const name of ["keyup", "click", "focus"]) box.addEventListener(name, explain);
})();
