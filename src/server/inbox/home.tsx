import type { FC } from 'hono/jsx';
import type { Alert } from '../../domain/alert.ts';
import type { StoredMention } from '../../store/mentions.ts';
import { AlertCard } from './card.tsx';
import type { Hearing } from './hearing.ts';
import { Layout } from './layout.tsx';
import type { Reader } from './reader.ts';
import { clockOf } from './shown.ts';

export interface HomeProps {
  reader: Reader;
  /** With the first mention of each, when it is still kept. */
  alerts: { alert: Alert; mention: StoredMention | undefined }[];
  waiting: number;
  /** Address of the next part of a long list. */
  further: string | undefined;
  lanes: { list: number; thank: number };
  hearing: Hearing;
  brands: string[];
  brand: string | undefined;
  back: string;
  loggedIn: boolean;
  said: string | undefined;
}

/** The inbox: who waits, how long is left, what to do. */
export const Home: FC<HomeProps> = (props) => {
  const { reader, alerts, waiting, further, hearing, back, said } = props;
  const { page } = reader;
  const open = alerts.find(({ alert }) => alert.state === 'open')?.alert;
  return (
    <Layout reader={reader} title={waiting > 0 ? `(${waiting}) Earshot` : 'Earshot'} live>
      <header class="top">
        <Brands {...props} />
        <p class="count" data-live="count">
          {waiting > 0 && <strong>{page.waiting(waiting)}</strong>}
          {open && <span class="meta">{nextDeadline(open, reader)}</span>}
        </p>
      </header>
      {said && (
        <p class="said" role="status">
          {said}
        </p>
      )}
      <div data-live="trouble">{hearing.troubled.length > 0 && <Trouble hearing={hearing} reader={reader} />}</div>
      <button class="fresh" type="button" hidden></button>
      <main data-live="list">
        {alerts.map(({ alert, mention }) => (
          <AlertCard alert={alert} mention={mention} reader={reader} back={back} />
        ))}
        {alerts.length === 0 && <Assurance hearing={hearing} reader={reader} />}
        {further && (
          <p>
            <a class="button" href={further}>
              {page.further}
            </a>
          </p>
        )}
      </main>
      <Foot {...props} />
    </Layout>
  );
};

const nextDeadline = (alert: Alert, reader: Reader): string => {
  const clock = clockOf(alert, reader);
  return alert.deadline > reader.now ? reader.page.nextDeadline(clock) : clock;
};

const Brands: FC<HomeProps> = ({ reader, brands, brand }) => {
  const { allBrands } = reader.page;
  if (brands.length < 2) return <h1>{brands[0] ?? 'Earshot'}</h1>;
  return (
    <details class="brands">
      <summary>
        <h1>{brand ?? allBrands}</h1>
      </summary>
      <nav>
        <a href="/">{allBrands}</a>
        {brands.map((name) => (
          <a href={`/?brand=${encodeURIComponent(name)}`} aria-current={name === brand ? 'page' : undefined}>
            {name}
          </a>
        ))}
      </nav>
    </details>
  );
};

const Trouble: FC<{ hearing: Hearing; reader: Reader }> = ({ hearing, reader }) => (
  <p class="trouble" role="alert">
    <a href="/sources">{reader.page.troubled(hearing.troubled.join(', '))}</a>
  </p>
);

// Empty is a promise, not a void: it says what was done to be sure.
const Assurance: FC<{ hearing: Hearing; reader: Reader }> = ({ hearing, reader }) => {
  const { page, now } = reader;
  const look = hearing.lookedAt
    ? page.lastLook(page.ago(now.getTime() - hearing.lookedAt.getTime()), hearing.working, hearing.sources)
    : page.neverLooked;
  return (
    <section class="promise">
      <p class="nobody">{page.nobody}</p>
      <p>{hearing.sources === 0 ? page.noSources : `${page.heardToday(hearing.heardToday)}, ${look}.`}</p>
    </section>
  );
};

const Foot: FC<HomeProps> = ({ reader, lanes, hearing, loggedIn, back }) => {
  const { page, name } = reader;
  return (
    <footer>
      <nav class="lanes" data-live="lanes">
        <a href="/lanes/list">
          {page.haveALook} ({lanes.list})
        </a>
        <a href="/lanes/thank">
          {page.thankThem} ({lanes.thank})
        </a>
        <a href="/closed">{page.closed}</a>
        <a href="/sources">
          {page.sources} ({hearing.working}/{hearing.sources})
        </a>
      </nav>
      <form class="name" method="post" action="/name">
        <input type="hidden" name="back" value={back} />
        <label>
          {page.youAre}{' '}
          <input name="name" value={name ?? ''} maxlength={40} autocomplete="nickname" title={page.yourName} />
        </label>
        <button type="submit">{page.save}</button>
      </form>
      {loggedIn && (
        <form method="post" action="/logout">
          <button type="submit">{page.logout}</button>
        </form>
      )}
    </footer>
  );
};
