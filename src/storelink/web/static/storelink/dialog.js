/* A page that asks one question is shown as a dialog over the list, where there is script. The link
   stays a link: another tab, no script, or an answer that is no question lead to the page itself. */
(() => {
  const isPlain = event => event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;

  const questionOf = async href => {
    const answer = await fetch(href, { credentials: 'same-origin' });
    if (!answer.ok || answer.redirected) return null;
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    return page.querySelector('form[data-ask]');
  };

  const titled = form => {
    const heading = form.querySelector('h1'), title = document.createElement('h2');
    title.id = 'ask-title';
    title.append(...heading.childNodes);
    heading.replaceWith(title);
  };

  const show = (form, link) => {
    const dialog = document.createElement('dialog');
    dialog.className = 'ask';
    dialog.setAttribute('aria-labelledby', 'ask-title');
    form.setAttribute('action', link.href);
    titled(form);
    dialog.append(form);
    document.body.append(dialog);
    dialog.addEventListener('close', () => { dialog.remove(); link.focus() });
    dialog.addEventListener('click', event => {
      const way = event.target.closest('a.button');
      const leads = way && new URL(way.href).pathname === location.pathname;
      if (leads) { event.preventDefault(); dialog.close() }
    });
    dialog.showModal();
    (dialog.querySelector('[data-focus]') ?? dialog.querySelector('input:not([type=hidden]),a,button'))?.focus();
    document.dispatchEvent(new CustomEvent('asked', { detail: form }));
  };

  document.addEventListener('click', async event => {
    const link = event.target.closest('a[data-dialog]');
    if (!link || !isPlain(event)) return;
    event.preventDefault();
    let form = null;
    try { form = await questionOf(link.href) } catch { /* offline: the page itself says so */ }
    if (form) show(document.adoptNode(form), link); else location.assign(link.href);
  });
})();
