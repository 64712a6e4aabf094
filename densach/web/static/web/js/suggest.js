/* Suggestions below a search box: <input data-suggest="address" data-suggest-label="name of the list">. The combobox
   pattern of WAI-ARIA: arrows choose, Enter opens the choice (or searches where nothing is chosen), Esc closes. */
(() => {
  "use strict";
  const WAIT = 120;

  function attach(input) {
    const list = document.createElement("ul");
    list.id = `${input.id}-suggestions`;
    list.className = "suggestions";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", input.dataset.suggestLabel);
    list.hidden = true;
    const form = input.form;
    form.classList.add("has-suggestions");
    form.append(list);
    for (const [name, value] of Object.entries({
      role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id, spellcheck: "false",
    })) input.setAttribute(name, value);

    let timer = 0;
    let request = null;
    let active = -1;
    const options = () => [...list.children];

    function show(open) {
      list.hidden = !open;
      input.setAttribute("aria-expanded", String(open));
      if (!open) choose(-1);
    }
    function choose(index) {
      active = index;
      options().forEach((option, at) => option.setAttribute("aria-selected", String(at === index)));
      const option = options()[index];
      if (option) {
        input.setAttribute("aria-activedescendant", option.id);
        option.scrollIntoView({ block: "nearest" });
      } else input.removeAttribute("aria-activedescendant");
    }
    function close() {
      clearTimeout(timer);
      if (request) request.abort();
      show(false);
    }
    async function load() {
      if (request) request.abort();
      request = new AbortController();
      const typed = input.value.trim();
      if (typed.length < 2) return close();
      try {
        const answer = await fetch(`${input.dataset.suggest}?q=${encodeURIComponent(typed)}`, { signal: request.signal });
        if (!answer.ok) return show(false);
        list.innerHTML = await answer.text();
        options().forEach((option, at) => { option.id = `${list.id}-${at}`; });
        choose(-1);
        show(options().length > 0 && document.activeElement === input);
      } catch (error) {
        // no network, or typed on: the box itself still searches
        if (error.name !== "AbortError") show(false);
      }
    }

    input.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(load, WAIT);
    });
    input.addEventListener("keydown", (event) => {
      const many = options().length;
      if (event.isComposing) return;
      if ((event.key === "ArrowDown" || event.key === "ArrowUp") && many) {
        event.preventDefault();
        const step = event.key === "ArrowDown" ? 1 : -1;
        if (list.hidden) show(true);
        // one step beyond either end leads back into the box
        choose(((active + 1 + step + many + 1) % (many + 1)) - 1);
      } else if (event.key === "Enter" && !list.hidden && active >= 0) {
        event.preventDefault();
        window.location.assign(options()[active].dataset.url);
      } else if (event.key === "Escape" && !list.hidden) {
        event.preventDefault();
        close();
      }
    });
    input.addEventListener("blur", close);
    form.addEventListener("submit", close);
    list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) window.location.assign(option.dataset.url);
    });
  }
  document.querySelectorAll("input[data-suggest]").forEach(attach);
})();
