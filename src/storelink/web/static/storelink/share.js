/* The form of sharing counts what its buttons will do: each chosen account with each chosen workspace
   is a pair, shared already or not. Without script both buttons stand there, and the server sorts. */
(() => {
  const chosen = (form, name) => [...form.querySelectorAll(`input[name=${name}]:checked`)];
  const pairs = form => {
    const spaces = chosen(form, 'workspace').map(box => box.value);
    const known = chosen(form, 'account').flatMap(box => {
      const shared = (box.dataset.with || '').split(' ');
      return spaces.map(space => shared.includes(space));
    });
    return { shared: known.filter(Boolean).length, open: known.filter(is => !is).length };
  };
  const draw = form => {
    const { shared, open } = pairs(form), give = form.querySelector('[data-give]'), back = form.querySelector('[data-unshare]');
    if (!give) return;
    give.textContent = open ? `Share ${open}${shared ? ' more' : ''}` : 'Share';
    give.hidden = shared > 0 && open === 0;
    if (back) { back.textContent = shared ? `Unshare ${shared}` : 'Unshare'; back.hidden = shared === 0 }
    const told = form.querySelector('[data-pairs]');
    if (told) told.textContent = shared ? `${shared} of ${shared + open} shared already.` : '';
    const accounts = chosen(form, 'account').map(box => box.value);
    form.querySelectorAll('[data-of]').forEach(part => { part.hidden = accounts.length > 0 && !accounts.includes(part.dataset.of) });
  };
  const begin = form => { if (form?.matches('[data-share]')) draw(form) };
  document.addEventListener('change', event => begin(event.target.form));
  document.addEventListener('asked', event => begin(event.detail));
  document.querySelectorAll('form[data-share]').forEach(begin);
})();
