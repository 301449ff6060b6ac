// Applies the remembered theme before the first paint. Plain script, no build: see tooling/first_paint.ts.
// "system" needs nothing: the style sheet follows prefers-color-scheme by itself.
(function () {
  try {
    var stored = JSON.parse(localStorage.getItem("patchbay.view") || "{}").theme;
    if (stored === "light" || stored === "dark") document.documentElement.dataset.theme = stored;
  } catch (unreadable) {
    // Storage may be blocked or hold somebody else's text; the page then starts with the system's theme.
    console.info("The view preferences could not be read:", unreadable);
  }
})();
