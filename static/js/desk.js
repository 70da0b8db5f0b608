/* What only the desk needs; every page works without it. */
(() => {
  const words = document.getElementById('app-words').dataset;
  const byId = (id) => document.getElementById(id);
  const say = (text) => { byId('app-live').textContent = text; };
  const all = (root, selector) => [
    ...(root.matches && root.matches(selector) ? [root] : []), ...root.querySelectorAll(selector)];

  /* Words picked in a text go to the form that hides them */
  function pick(text) {
    const chosen = getSelection().toString().trim();
    const form = byId(text.dataset.redactable);
    const box = form && [...form.querySelectorAll('input[name$=words]')].find((el) => !el.value);
    if (!chosen || !box || !text.contains(getSelection().anchorNode)) return;
    box.value = chosen;
    box.dispatchEvent(new Event('input', { bubbles: true }));
    say(words.picked.replace('{words}', chosen));
  }

  function pickByKey(event) {
    const text = event.currentTarget;
    const selection = getSelection();
    const way = { ArrowRight: 'forward', ArrowLeft: 'backward' }[event.key];
    if (way) {
      if (!text.contains(selection.anchorNode)) selection.collapse(text, 0);
      selection.modify(event.shiftKey ? 'extend' : 'move', way, 'word');
    } else if (event.key === 'Enter') pick(text);
    else return;
    event.preventDefault();
  }

  /* One box picks every observation of the page */
  function pickPage(form) {
    const row = form.querySelector('[data-pick-page]');
    const boxes = [...form.querySelectorAll('input[name=n]')];
    const every = row && row.querySelector('input');
    if (!every || boxes.length < 2) return;
    row.hidden = false;
    form.addEventListener('change', (event) => {
      if (event.target === every) for (const box of boxes) box.checked = every.checked;
      else every.checked = boxes.every((box) => box.checked);
    });
  }

  function dress(root) {
    for (const el of all(root, '[data-redactable]')) {
      el.addEventListener('mouseup', () => pick(el));
      el.addEventListener('keydown', pickByKey);
    }
    all(root, 'form[data-picks]').forEach(pickPage);
  }

  /* Control with an arrow goes to the next or the previous page or observation */
  document.addEventListener('keydown', (event) => {
    const way = { ArrowRight: 'next', ArrowLeft: 'prev' }[event.key];
    if (!way || !event.ctrlKey || event.shiftKey || event.altKey || event.metaKey) return;
    if (event.defaultPrevented || event.target.closest('input, select, textarea, [data-redactable]')) return;
    const link = document.querySelector(`main a[rel~=${way}]`);
    if (!link) return;
    event.preventDefault();
    link.click();
  });

  document.addEventListener('htmx:afterSwap', (event) => dress(event.target));
  dress(document.body);
})();
