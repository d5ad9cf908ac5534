/* Runs before the first paint: the theme that the person chose in this browser, and a mark that
   script runs, so that what only helps without script can be hidden. */
(() => {
  const root = document.documentElement;
  root.classList.add('js');
  try {
    const saved = localStorage.getItem('theme');
    if (saved === 'light' || saved === 'dark') root.dataset.theme = saved;
  } catch { /* storage is switched off: the system's theme holds */ }
})();
