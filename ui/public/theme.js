// Runs before the first paint, so that a remembered theme does not flash the other one.
(function () {
  try {
    var theme = localStorage.getItem('sextant.theme');
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  } catch (_) {
    /* storage is off: the system's theme holds */
  }
})();
