/* Everything here only shortens the way: each page works without it. */
(() => {
  const KEPT = ['body', 'proposed_text', 'kind', 'stance', 'target', 'submission_id'];
  const WEEK = 7 * 24 * 3600 * 1000;
  const FAULT = '.summary, .notice[role=alert]';
  const PAUSE = 5000;
  const words = document.getElementById('app-words').dataset;
  const byId = (id) => document.getElementById(id);
  const all = (root, selector) => [
    ...(root.matches && root.matches(selector) ? [root] : []), ...root.querySelectorAll(selector)];

  const say = (text) => { byId('app-live').textContent = text; };
  const shelf = (act) => { try { return act(localStorage); } catch { return null; } };

  const makeButton = (text, act) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'link-button';
    button.textContent = text;
    button.addEventListener('click', act);
    return button;
  };

  function warn(text) {
    const box = byId('app-alert');
    box.replaceChildren(text, makeButton(words.close, () => box.replaceChildren()));
  }

  function focusOn(element) {
    if (!element) return;
    if (!element.hasAttribute('tabindex')) element.tabIndex = -1;
    element.focus();
  }

  /* Half-written text, never who wrote it */
  const place = (key) => 'enmienda:draft:' + key;
  shelf((s) => Object.keys(s)
    .filter((key) => key.startsWith(place('')) && Date.now() - JSON.parse(s.getItem(key)).at > WEEK)
    .forEach((key) => s.removeItem(key)));
  const keepable = (form) => [...form.elements].filter(
    (el) => KEPT.includes(el.name) && !el.closest('[data-private]'));

  function keep(form) {
    const fields = {};
    for (const el of keepable(form)) {
      if (el.type !== 'radio' || el.checked) fields[el.name] = el.value;
    }
    const key = place(form.dataset.draft);
    shelf((s) => (fields.body || fields.proposed_text || '').trim()
      ? s.setItem(key, JSON.stringify({ at: Date.now(), fields })) : s.removeItem(key));
  }

  function restore(form) {
    const key = place(form.dataset.draft);
    const draft = shelf((s) => JSON.parse(s.getItem(key)));
    if (!draft) return;
    const fields = keepable(form);
    if (fields.some((el) => el.name === 'body' && el.value.trim())) return;
    const fresh = fields.map((el) => [el, el.value, el.checked]);
    for (const el of fields) {
      if (!(el.name in draft.fields)) continue;
      if (el.type === 'radio') el.checked = el.value === draft.fields[el.name];
      else el.value = draft.fields[el.name];
    }
    const note = document.createElement('div');
    note.className = 'notice info';
    note.setAttribute('role', 'status');
    note.append(words.restored, makeButton(words.discard, () => {
      shelf((s) => s.removeItem(key));
      for (const [el, value, checked] of fresh) { el.value = value; el.checked = checked; }
      note.remove();
      fields.forEach(count);
      focusOn(fields.find((el) => el.name === 'body'));
    }));
    form.prepend(note);
  }

  /* Counters */
  let pending;
  /* As the domain counts them: letters, figures, symbols, punctuation */
  const seen = (text) => (text.match(/[\p{L}\p{N}\p{S}\p{P}]/gu) || [])
    .filter((c) => !'\u115f\u1160\u2800\u3164\uffa0\ufffc\u{1d159}'.includes(c)).length;
  function count(field) {
    const hint = field.id && document.querySelector(`[data-count-for="${field.id}"]`);
    if (!hint) return;
    const { least, max, short, enough, over, left: rest } = hint.dataset;
    const left = least ? seen(field.value) - least : max - [...field.value].length;
    const text = (left < 0 ? short || over : enough || rest)
      .replace('{n}', Math.abs(left).toLocaleString(document.documentElement.lang));
    if (least && hint.textContent === text) return;
    hint.textContent = text;
    hint.classList.toggle('error', left < 0 && !least);
    clearTimeout(pending);
    if (least ? left >= 0 : left < max / 10) pending = setTimeout(() => say(text), 1000);
  }

  function dress(root) {
    for (const el of all(root, '[data-clear-draft]')) {
      shelf((s) => s.removeItem(place(el.dataset.clearDraft)));
    }
    all(root, 'form[data-draft]').forEach(restore);
    all(root, 'textarea, input').forEach((el) => el.value && count(el));
    for (const el of all(root, '[data-print]')) {
      el.hidden = false;
      el.addEventListener('click', () => print());
    }
    for (const el of navigator.clipboard ? all(root, '[data-copy]') : []) {
      el.hidden = false;
      el.addEventListener('click', async () => {
        await navigator.clipboard.writeText(byId(el.dataset.copy).textContent.trim());
        el.textContent = el.dataset.done;
        say(el.dataset.done);
      });
    }
  }

  /* A second press within a few seconds is the same press */
  const sent = new Map();
  function release(form) {
    for (const button of sent.get(form) || []) button.removeAttribute('aria-disabled');
    sent.delete(form);
  }

  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (form.method !== 'post') return;
    if (sent.has(form)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    const buttons = [...form.elements].filter((el) => el.type === 'submit');
    sent.set(form, buttons);
    setTimeout(() => buttons.forEach((el) => el.setAttribute('aria-disabled', 'true')));
    setTimeout(() => release(form), PAUSE);
  }, true);

  document.addEventListener('input', (event) => {
    count(event.target);
    const form = event.target.closest('form[data-draft]');
    if (form) keep(form);
  });

  const failed = (kind) => (event) => {
    const source = event.detail.elt;
    const form = source.closest && source.closest('form[data-draft]');
    const kept = form && shelf((s) => s.getItem(place(form.dataset.draft)));
    warn(words[kind + (kept ? 'Kept' : '')]);
  };
  document.addEventListener('htmx:sendError', failed('unsent'));
  document.addEventListener('htmx:timeout', failed('unsent'));
  document.addEventListener('htmx:responseError', failed('refused'));
  document.addEventListener('htmx:afterRequest', (event) => {
    sent.forEach((_, form) => form.contains(event.detail.elt) && release(form));
    if (event.detail.successful) byId('app-alert').replaceChildren();
  });
  document.addEventListener('htmx:afterSwap', (event) => {
    const root = event.target;
    dress(root);
    const form = all(root, 'form')[0];
    focusOn(all(root, FAULT)[0] || all(root, '[data-focus]')[0]
      || (form && (form.querySelector('h1, h2, h3, legend') || root.querySelector('h1, h2, h3, legend'))));
  });
  addEventListener('pageshow', (event) => event.persisted && sent.forEach((_, form) => release(form)));

  dress(document.body);
  const fault = document.querySelector(FAULT);
  if (fault) fault.focus();
})();
