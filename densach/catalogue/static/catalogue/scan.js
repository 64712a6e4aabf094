/* Scanning never loses a number: scans that come while one is on its way wait their turn, one that could not be sent
   comes back into the field. The camera of a phone reads bar codes where the browser can (BarcodeDetector). Focus and
   sound are the design system's. */
(() => {
  "use strict";
  const form = document.querySelector("form[data-scan-queue]");
  if (!form) return;
  const field = form.querySelector("[data-desk-field]");
  const waiting = [];
  let sent = null; // the scan on its way
  let answered = false;

  function send(text) {
    const typing = field.value;
    field.value = text;
    form.requestSubmit();
    if (field.value === "" || field.value === text) field.value = typing;
  }
  function next() {
    sent = null;
    answered = false;
    if (waiting.length) send(waiting.shift());
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
    field.setSelectionRange(field.value.length, field.value.length);
    if (answered && event.target.id === form.dataset.scanQueue) next();
  });

  const start = form.querySelector("[data-camera-start]");
  if (!start || !("BarcodeDetector" in window) || !navigator.mediaDevices) return;
  const box = form.querySelector("[data-camera]");
  const refused = form.querySelector("[data-camera-refused]");
  const video = box.querySelector("video");
  const PAUSE = 2500; // ms in which the same code counts once
  let stream = null;
  let last = "";
  let lastAt = 0;
  start.hidden = false;

  function stop() {
    if (stream) stream.getTracks().forEach((track) => track.stop());
    stream = null;
    video.srcObject = null;
    box.hidden = true;
    start.hidden = false;
  }
  async function look(detector) {
    if (!stream) return;
    const codes = video.readyState >= 2 ? await detector.detect(video).catch(() => []) : [];
    const code = codes.length ? codes[0].rawValue : "";
    if (code && (code !== last || Date.now() - lastAt > PAUSE)) {
      last = code;
      lastAt = Date.now();
      if (navigator.vibrate) navigator.vibrate(60);
      send(code);
    } else if (code) lastAt = Date.now();
    setTimeout(() => look(detector), 150);
  }
  start.addEventListener("click", async () => {
    refused.hidden = true;
    try {
      const detector = new window.BarcodeDetector();
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      video.srcObject = stream;
      await video.play();
      box.hidden = false;
      start.hidden = true;
      look(detector);
    } catch (_error) {
      stop();
      refused.hidden = false;
    }
  });
  box.querySelector("[data-camera-stop]").addEventListener("click", stop);
  window.addEventListener("pagehide", stop);
})();
