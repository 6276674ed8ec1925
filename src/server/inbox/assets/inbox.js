// Keeps the inbox up to date: asks for this page again and puts its parts in place. Without it, everything still works.
const everyMs = 10_000;
const patienceMs = 45_000;
/** A finger that was on the list this recently may come down again. */
const handMs = 4000;

const fresh = document.querySelector('.fresh');
const disconnected = document.querySelector('.disconnected');
let heardAt = Date.now();
let touchedAt = 0;
let waiting;

const parts = (root) => [...root.querySelectorAll('[data-live]')];
const cards = (root) => [...root.querySelectorAll('.card')].map(({ id }) => id);

// Whoever reads, types or is about to tap must not see anything move.
const isBusy = () =>
  Date.now() - touchedAt < handMs ||
  document.querySelector('main details[open], .brands[open]') !== null ||
  document.querySelector('main')?.contains(document.activeElement) === true;

const put = (page) => {
  for (const part of parts(document)) {
    const next = page.querySelector(`[data-live="${part.dataset.live}"]`);
    if (next && next.innerHTML !== part.innerHTML) part.replaceChildren(...next.childNodes);
  }
  document.title = page.title;
  fresh.hidden = true;
  waiting = undefined;
};

const show = (page) => {
  if (!isBusy()) return put(page);
  const known = new Set(cards(document));
  const more = cards(page).filter((id) => !known.has(id)).length;
  waiting = page;
  document.title = page.title;
  fresh.textContent = `${more} ${document.body.dataset.new}`;
  fresh.hidden = more === 0;
};

const look = async () => {
  if (document.hidden) return;
  try {
    const answer = await fetch(location.href, { signal: AbortSignal.timeout(everyMs) });
    // The login ended: the browser goes where the answer came from.
    if (answer.redirected) return location.reload();
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    show(new DOMParser().parseFromString(await answer.text(), 'text/html'));
    heardAt = Date.now();
  } catch {
    // Said below, once it has lasted.
  }
  disconnected.hidden = Date.now() - heardAt < patienceMs;
};

for (const kind of ['pointerdown', 'touchmove', 'wheel', 'keydown'])
  addEventListener(kind, () => (touchedAt = Date.now()), { passive: true });
fresh.addEventListener('click', () => waiting && put(waiting));
document.addEventListener('visibilitychange', look);
setInterval(look, everyMs);
