/* Small behaviours. Every page works without this file (links and forms); it makes it quicker.
   Listeners sit on the document, so that rows which arrive later behave the same. */
(() => {
  const $$ = (s, r = document) => [...r.querySelectorAll(s)];
  const $ = (s, r = document) => r.querySelector(s);
  const root = document.documentElement;
  const say = text => { const live = $('#live'); if (live) live.textContent = text };

  // ── theme
  const switchTheme = () => {
    const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
    root.dataset.theme = dark ? 'light' : 'dark';
    try { localStorage.setItem('theme', root.dataset.theme) } catch { /* not kept */ }
    dispatchEvent(new Event('themechange'));
  };

  // ── open and close: <a|button aria-expanded aria-controls="id">
  const toggle = control => {
    const open = control.getAttribute('aria-expanded') !== 'true';
    control.setAttribute('aria-expanded', open);
    document.getElementById(control.getAttribute('aria-controls')).hidden = !open;
    control.closest('.row')?.classList.toggle('open', open);
  };

  document.addEventListener('click', event => {
    const theme = event.target.closest('[data-theme-toggle]');
    if (theme) { switchTheme(); return }
    const control = event.target.closest('[aria-controls][aria-expanded]');
    // A row whose details are not here yet is a link to the page that has them.
    if (control && document.getElementById(control.getAttribute('aria-controls')).childElementCount) { event.preventDefault(); toggle(control); return }
    const want = event.target.closest('[data-want]');
    // A list that the server has shortened is asked for anew.
    if (want && want.closest('[data-whole]')) { event.preventDefault(); pick(want.dataset.want); return }
    const copy = event.target.closest('[data-copy]');
    if (copy) { navigator.clipboard?.writeText(copy.dataset.copy).then(() => say('Copied'), () => say('Copying is blocked by this browser')); return }
    const peek = event.target.closest('[data-peek]');
    if (peek) {
      const field = document.getElementById(peek.dataset.peek), on = field.type === 'password';
      field.type = on ? 'text' : 'password'; peek.setAttribute('aria-pressed', on);
    }
  });
  document.addEventListener('keydown', event => {
    if (event.key === ' ' && event.target.matches('a[role=button]')) { event.preventDefault(); event.target.click() }
    if (event.target.matches('input,textarea,select') || event.metaKey || event.ctrlKey || event.altKey) return;
    if (event.key === '/') { const find = $('#find'); if (find) { event.preventDefault(); find.focus() } }
  });

  // ── popovers open beside what opened them, and stay inside the window
  document.addEventListener('toggle', event => {
    const p = event.target;
    if (!p.popover || event.newState !== 'open') return;
    const opener = $$(`[popovertarget="${p.id}"]`).find(b => b.offsetParent !== null) ?? $(`[popovertarget="${p.id}"]`);
    if (!opener) return;
    const r = opener.getBoundingClientRect(), w = p.offsetWidth, h = p.offsetHeight;
    p.style.position = 'fixed';
    p.style.left = Math.max(8, Math.min(p.dataset.align === 'end' ? r.right - w : r.left, innerWidth - w - 8)) + 'px';
    p.style.top = Math.max(8, r.bottom + h + 8 > innerHeight && r.top > h ? r.top - h - 6 : Math.min(r.bottom + 6, innerHeight - h - 8)) + 'px';
  }, true);

  // ── which accounts are shown
  let want = 'all', words = '';
  const show = () => {
    const rows = $$('[data-state]');
    rows.forEach(row => { row.hidden = !((want === 'all' || row.dataset.state === want) && row.dataset.find.includes(words)) });
    $$('.console').forEach(box => { box.hidden = $$('[data-state]', box).length > 0 && !$$('[data-state]', box).some(row => !row.hidden) });
    const left = rows.filter(row => !row.hidden).length;
    const none = $('#none'); if (none) none.hidden = left > 0;
    say(left + (left === 1 ? ' account shown' : ' accounts shown'));
  };
  const pick = name => { want = name; $$('[data-want]').forEach(b => b.dataset.want === name ? b.setAttribute('aria-current', 'true') : b.removeAttribute('aria-current')); show() };
  $('#find')?.addEventListener('input', event => { words = event.target.value.trim().toLowerCase(); show() });

  // ── times: the server writes the absolute one, this makes recent ones relative
  const span = minutes => minutes < 60 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
  const times = () => $$('time[data-ago]').forEach(t => {
    if (!t.title) t.title = t.textContent;
    const minutes = Math.round((Date.parse(t.dateTime) - Date.now()) / 60000), far = Math.abs(minutes);
    if (far > 48 * 60) { t.textContent = t.dataset.day ?? t.title; return }
    t.textContent = far < 1 ? 'just now' : minutes < 0 ? `${span(far)} ago` : `in ${span(far)}`;
  });
  times(); setInterval(times, 30000); document.addEventListener('htmx:afterSwap', times);

  // ── what a person has opened stays open when its surroundings are fetched anew
  let opened = [];
  document.addEventListener('htmx:beforeSwap', () => { opened = $$('details[id][open]').map(one => one.id) });
  document.addEventListener('htmx:afterSwap', () => opened.forEach(id => document.getElementById(id)?.setAttribute('open', '')));

  // ── the names of countries and regions, from the browser: the server knows their codes
  const names = window.Intl?.DisplayNames && new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });
  if (names) $$('[data-region]').forEach(el => {
    try { const name = names.of(el.dataset.region); if (name) { el.textContent = name; el.title = el.dataset.region } } catch { /* no code of a region: it stays as it is */ }
  });

  // ── a choice that is sent at once; there is a button for those without script
  $$('[data-send]').forEach(field => field.addEventListener('change', () => field.form.requestSubmit()));
  // ── a form is sent once
  document.addEventListener('submit', event => {
    if (event.target.dataset.sent) { event.preventDefault(); return }
    if (event.target.method === 'post') {
      event.target.dataset.sent = '1';
      const wait = $('[data-waiting]', event.target); if (wait) setTimeout(() => { wait.hidden = false }, 1500);
    }
  });
  addEventListener('pageshow', () => $$('form[data-sent]').forEach(form => { delete form.dataset.sent }));

  // ── a button that may be pressed again after a while
  $$('button[data-wait]').forEach(button => {
    const label = button.textContent, until = Date.now() + button.dataset.wait * 1000;
    const tick = () => {
      const left = Math.ceil((until - Date.now()) / 1000);
      button.disabled = left > 0;
      button.textContent = left > 0 ? `${label} in 0:${String(left).padStart(2, '0')}` : label;
      if (left > 0) setTimeout(tick, 250);
    };
    tick();
  });

  // ── six boxes over one real input, so that paste, autofill and screen readers just work
  $$('.code').forEach(code => {
    const input = $('input', code), boxes = $$('.bx', code), form = code.closest('form');
    const draw = () => {
      const v = input.value, at = Math.min(input.selectionStart ?? v.length, 5);
      boxes.forEach((b, i) => { b.textContent = v[i] || ''; b.classList.toggle('at', i === at && document.activeElement === input) });
    };
    const clean = s => { const m = s.match(/(?<!\d)(\d{3})[ \u00a0-]?(\d{3})(?!\d)/); return m ? m[1] + m[2] : s.replace(/\D/g, '').slice(0, 6) };
    input.addEventListener('input', () => { input.value = clean(input.value); code.classList.remove('bad'); draw() });
    input.addEventListener('paste', event => {
      event.preventDefault(); input.value = clean(event.clipboardData.getData('text')); draw();
      if (input.value.length === 6) form?.requestSubmit();
    });
    ['focus', 'blur', 'keyup', 'click', 'select'].forEach(name => input.addEventListener(name, draw));
    draw();
  });

  // ── the chart's table, in place of a new page
  const table = $('#astable');
  table?.addEventListener('click', event => {
    event.preventDefault();
    const on = table.getAttribute('aria-pressed') !== 'true';
    table.setAttribute('aria-pressed', on);
    $('#chart').hidden = on; $('#table').hidden = !on;
  });
  // ── the chosen number stays in sight on narrow screens
  const chosen = $('.kpi[aria-current]');
  if (chosen) chosen.parentElement.scrollLeft = chosen.offsetLeft - (chosen.parentElement.clientWidth - chosen.offsetWidth) / 2;
  $('[data-focus]')?.focus();
})();
