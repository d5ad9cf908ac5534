/* One line chart on uPlot: this period, the period before (dashed), days that can still change
   (dotted), days without figures as gaps, a tooltip, and reading by arrow keys. */
(() => {
  const el = document.getElementById('chart'), data = document.getElementById('series');
  if (!el || !data || !window.uPlot) return;
  const { days, now, before, before_days, provisional, unit, currency, label, step } = JSON.parse(data.textContent);
  if (!days.length) return;
  const css = n => getComputedStyle(el).getPropertyValue(n).trim();
  const fade = (c, a) => c.replace(/^rgb\(([^)]+)\)$/, (_, v) => `rgba(${v}, ${a})`);
  const time = d => Date.parse(d + 'T00:00:00Z') / 1000, xs = days.map(time);
  const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
  const short = t => { const d = new Date(t * 1000); return d.getUTCDate() + ' ' + months[d.getUTCMonth()] };
  const long = t => { const d = new Date(t * 1000); return d.toLocaleDateString('en-GB', { weekday: 'short', timeZone: 'UTC' }) + ' ' + short(t) + ' ' + d.getUTCFullYear() };
  const year = t => String(new Date(t * 1000).getUTCFullYear());
  const monthOf = t => { const d = new Date(t * 1000); return months[d.getUTCMonth()] + ' ' + d.getUTCFullYear() };
  const tick = step === 'year' ? year : xs[xs.length - 1] - xs[0] > 400 * 86400 ? monthOf : short;
  const name = t => step === 'year' ? year(t) : step === 'week' ? 'Week of ' + short(t) : step === 'month' ? new Date(t * 1000).toLocaleDateString('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' }) : long(t);
  const exact = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 2 });
  const compact = new Intl.NumberFormat('en-GB', { notation: 'compact', maximumFractionDigits: 1 });
  const money = currency && new Intl.NumberFormat('en-GB', { style: 'currency', currency, currencyDisplay: 'narrowSymbol' });
  const moneyAxis = currency && new Intl.NumberFormat('en-GB', { style: 'currency', currency, currencyDisplay: 'narrowSymbol', notation: 'compact', maximumFractionDigits: 1 });
  const number = (v, axis) => {
    if (v == null) return 'no figure';
    if (unit === 'rate') return (v * 100).toFixed(axis ? 1 : 2) + '%';
    if (currency) return (axis ? moneyAxis : money).format(v);
    return (axis ? compact : exact).format(v);
  };
  const span = (text, cls) => { const x = document.createElement('span'); x.textContent = text; if (cls) x.className = cls; return x };
  const line = (l, v, soft) => { const d = document.createElement('div'); if (soft) d.className = 'soft'; d.append(span(l), span(v)); return d };
  const solid = now.map((v, i) => provisional[i] ? null : v);
  const dotted = now.map((v, i) => provisional[i] || provisional[i + 1] ? v : null);
  const alone = values => values.flatMap((v, i) => v != null && values[i - 1] == null && values[i + 1] == null ? [i] : []);
  let plot, tip;

  const pointed = self => {
    const i = self.cursor.idx;
    if (i == null || self.cursor.left < 0) { tip.hidden = true; return }
    const head = document.createElement('b'); head.textContent = name(xs[i]);
    tip.replaceChildren(head, line(label, number(now[i])));
    if (before) {
      const day = before_days[i];
      tip.append(line(day ? short(time(day)) : 'Earlier', number(before[i]), true));
      if (now[i] != null && before[i]) { const p = (now[i] / before[i] - 1) * 100; tip.append(line('Change', (p >= 0 ? '+' : '−') + Math.abs(p).toFixed(1) + '%', true)) }
    }
    if (now[i] == null) tip.append(span('The store has given no figure for this time. That is not zero.', 'meaning'));
    else if (provisional[i]) tip.append(span('Still coming in. The store can change it for some days.', 'meaning'));
    tip.hidden = false;
    const left = self.cursor.left + self.over.offsetLeft, w = tip.offsetWidth;
    tip.style.left = (left + w + 24 > el.clientWidth ? Math.max(4, left - w - 14) : left + 14) + 'px'; tip.style.top = '34px';
  };
  const build = () => {
    plot?.destroy(); tip?.remove();
    const s1 = css('--s1'), prev = css('--s-prev'), axis = css('--c-axis'), grid = css('--c-grid'), font = '12px "Inter Variable", system-ui, sans-serif';
    const lone = (values, colour) => ({ show: true, size: 5, width: 0, fill: colour, stroke: colour, filter: () => alone(values) });
    tip = document.createElement('div'); tip.className = 'tooltip'; tip.hidden = true;
    const top = u => { const g = u.ctx.createLinearGradient(0, u.bbox.top, 0, u.bbox.top + u.bbox.height); g.addColorStop(0, fade(s1, .16)); g.addColorStop(1, fade(s1, .01)); return g };
    plot = new uPlot({
      width: el.clientWidth, height: el.clientHeight, padding: [18, 24, 0, 2], legend: { show: false },
      cursor: { x: true, y: false, points: { size: 9, width: 2, stroke: s1, fill: css('--surface') }, drag: { x: false, y: false } },
      scales: { x: { time: true }, y: { range: (_, _lo, hi) => [0, hi > 0 ? hi * 1.08 : 1] } },
      tzDate: ts => uPlot.tzDate(new Date(ts * 1000), 'UTC'),
      axes: [
        { stroke: axis, font, gap: 8, size: 34, grid: { show: false }, ticks: { show: false }, space: 78, values: (_, v) => v.map(tick) },
        { stroke: axis, font, size: el.clientWidth < 480 ? 46 : 56, gap: 8, space: 40, grid: { stroke: grid, width: 1 }, ticks: { show: false }, values: (_, v) => v.map(x => unit === 'count' && x % 1 ? '' : number(x, true)) },
      ],
      series: [{},
        { stroke: prev, width: 1.5, dash: [4, 4], points: lone(before ?? [], prev) },
        { stroke: s1, width: 2, fill: top, points: lone(solid, s1) },
        { stroke: s1, width: 2, dash: [1.5, 4], points: lone(dotted, s1) },
      ],
      hooks: { setCursor: [pointed] },
    }, [xs, before ?? xs.map(() => null), solid, dotted], el);
    el.append(tip);
  };
  build();
  document.fonts?.ready.then(build);
  new ResizeObserver(() => { if (el.clientWidth) plot.setSize({ width: el.clientWidth, height: el.clientHeight }) }).observe(el);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', build);
  addEventListener('themechange', build);

  const live = document.getElementById('live'); let at = days.length - 1;
  el.addEventListener('keydown', event => {
    const move = { ArrowLeft: -1, ArrowRight: 1, PageUp: -7, PageDown: 7, Home: -1e4, End: 1e4 }[event.key];
    if (!move) return;
    event.preventDefault();
    at = Math.max(0, Math.min(days.length - 1, at + move));
    plot.setCursor({ left: plot.valToPos(xs[at], 'x'), top: 20 });
    live.textContent = `${name(xs[at])}: ${label} ${number(now[at])}` + (before ? `, earlier ${number(before[at])}` : '');
  });
})();
