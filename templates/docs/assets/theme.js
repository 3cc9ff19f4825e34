// Runs before the page is drawn, so that a chosen theme never flashes the other one.
(function () {
  var root = document.documentElement;
  root.classList.add("js");
  try {
    var theme = localStorage.getItem("drift-theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  } catch (_) { /* storage is off: the system decides */ }
})();
