/* The field of the desk never loses a scan: those that come while one is on its way wait their turn, and one that
   could not be sent comes back into the field. Focus, sound and Esc are the design system's. */
(() => {
  "use strict";
  const form = document.getElementById("desk-form");
  if (!form) return;
  const field = form.querySelector("[data-desk-field]");
  const waiting = [];
  let sent = null; // the scan on its way
  let answered = false;

  function next() {
    sent = null;
    answered = false;
    if (!waiting.length) return;
    const typing = field.value;
    field.value = waiting.shift();
    form.requestSubmit();
    field.value = typing;
  }
  document.addEventListener("submit", (event) => {
    if (event.target !== form || sent === null) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (field.value.trim()) waiting.push(field.value);
    field.value = "";
  }, true);
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.elt !== form) return;
    sent = field.value;
    field.value = "";
  });
  document.addEventListener("htmx:sendError", (event) => {
    if (event.detail.elt !== form) return;
    field.value = sent;
    sent = null;
    field.select();
  });
  document.addEventListener("htmx:responseError", (event) => {
    if (event.detail.elt === form) next();
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.elt === form && sent !== null) answered = true;
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    // the design system has just selected the field: what a scanner typed meanwhile must not be overwritten
    field.setSelectionRange(field.value.length, field.value.length);
    if (answered && event.target.id === "desk-state") next();
  });
})();
