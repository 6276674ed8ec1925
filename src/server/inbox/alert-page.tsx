import type { Child, FC } from 'hono/jsx';
import type { Alert } from '../../domain/alert.ts';
import { Sentiment, type Urgency } from '../../domain/classification.ts';
import { cut, oneLine } from '../../lib/text.ts';
import type { HistoryEntry, Send } from '../../store/alerts.ts';
import type { StoredMention } from '../../store/mentions.ts';
import { Actions } from './card.tsx';
import { Layout, TopBar } from './layout.tsx';
import { AnswerLink, Instant, Level, Quote, Suggestion } from './parts.tsx';
import type { Reader } from './reader.ts';
import { clockOf, showMention, showTrace, stateOf } from './shown.ts';

export interface AlertPageProps {
  alert: Alert;
  mentions: StoredMention[];
  history: HistoryEntry[];
  sends: { step: number; channel: string; send: Send }[];
  /** How an answer to the first mention may begin. */
  suggestion: string | undefined;
  reader: Reader;
  said: string | undefined;
}

/** Everything about one alert: what they said, why it rang, whom it reached, who did what. */
export const AlertPage: FC<AlertPageProps> = ({ alert, mentions, history, sends, suggestion, reader, said }) => {
  const { page } = reader;
  const [first] = mentions;
  const shown = first ? showMention(first, reader) : showTrace(alert);
  const state = stateOf(alert, reader);
  const over = alert.state === 'answered' || alert.state === 'resolved';
  return (
    <Layout reader={reader} title={`${reader.words.levels[alert.urgency]} · ${alert.brand}`} copies>
      <TopBar reader={reader} title={alert.brand} />
      {said && (
        <p class="said" role="status">
          {said}
        </p>
      )}
      <main>
        <article class={`card l${alert.urgency} ${over ? 'over' : 'open'}`}>
          <p class="head">
            {!over && <span class="clock">{clockOf(alert, reader)}</span>}
            <Level urgency={alert.urgency} reader={reader} />
            {state !== '' && <span class="state">{state}</span>}
          </p>
          <p class="from">{shown.from}</p>
          <Quote shown={shown} whole />
          <p class="sentence">{shown.why}</p>
          <p class="meta">{[alert.why, ...shown.foundBy.map((term) => page.foundBy(term))].join(' · ')}</p>
          {!over && <Suggestion sentence={suggestion} lang={shown.lang} reader={reader} />}
          <Actions alert={alert} shown={shown} reader={reader} back={`/alerts/${alert.id}`} />
        </article>
        {mentions.length > 1 && <Others mentions={mentions.slice(1)} reader={reader} />}
        <Opinion alert={alert} reader={reader} />
        <Life alert={alert} first={first} reader={reader} />
        <Attempts sends={sends} reader={reader} />
        <History history={history} reader={reader} />
      </main>
    </Layout>
  );
};

const Others: FC<{ mentions: StoredMention[]; reader: Reader }> = ({ mentions, reader }) => (
  <section>
    <h2>
      {reader.page.mentions} (+{mentions.length})
    </h2>
    {mentions.map((stored) => {
      const shown = showMention(stored, reader);
      return (
        <div class="other">
          <p class="from">{shown.from}</p>
          <Quote shown={shown} />
          <AnswerLink shown={shown} reader={reader} />
        </div>
      );
    })}
  </section>
);

const levels: readonly Urgency[] = [1, 2, 3, 4, 5];

const Opinion: FC<{ alert: Alert; reader: Reader }> = ({ alert, reader: { page, words } }) => (
  <details class="opinion">
    <summary>{page.opinion}</summary>
    <div class="actions">
      <CorrectionForm alert={alert} verdict="wrong_level" send={page.send}>
        <label>
          {page.wrongLevel}{' '}
          <select name="level">
            {levels.map((level) => (
              <option value={String(level)} selected={level === alert.urgency}>
                {words.levels[level]}
              </option>
            ))}
          </select>
        </label>
      </CorrectionForm>
      <CorrectionForm alert={alert} verdict="wrong_sentiment" send={page.send}>
        <label>
          {page.wrongSentiment}{' '}
          <select name="sentiment">
            {Sentiment.options.map((sentiment) => (
              <option value={sentiment} selected={sentiment === 'positive'}>
                {page.sentiments[sentiment]}
              </option>
            ))}
          </select>
        </label>
      </CorrectionForm>
      <VerdictForm alert={alert} verdict="not_us" label={words.resolutions.not_for_us} />
      <VerdictForm alert={alert} verdict="right" label={page.right} />
    </div>
  </details>
);

const CorrectionForm: FC<{ alert: Alert; verdict: string; send: string; children: Child }> = ({
  alert,
  verdict,
  send,
  children,
}) => (
  <form method="post" action={`/alerts/${alert.id}/feedback`}>
    <input type="hidden" name="back" value={`/alerts/${alert.id}`} />
    <input type="hidden" name="verdict" value={verdict} />
    {children} <button type="submit">{send}</button>
  </form>
);

const VerdictForm: FC<{ alert: Alert; verdict: string; label: string }> = ({ alert, verdict, label }) => (
  <form method="post" action={`/alerts/${alert.id}/feedback`}>
    <input type="hidden" name="back" value={`/alerts/${alert.id}`} />
    <button type="submit" name="verdict" value={verdict}>
      {label}
    </button>
  </form>
);

const Life: FC<{ alert: Alert; first: StoredMention | undefined; reader: Reader }> = ({ alert, first, reader }) => {
  const { page, words } = reader;
  const moments: [string, Date | null | undefined][] = [
    [page.posted, alert.postedAt],
    [page.seen, first?.seenAt],
    [words.buttons.acknowledge, alert.acknowledgedAt],
    [page.answered, alert.answeredAt],
    [page.closed, alert.resolvedAt],
    [page.deadline, alert.deadline],
  ];
  const known = moments.flatMap(([label, at]) => (at ? [{ label, at }] : []));
  return (
    <section>
      <h2>{page.life}</h2>
      <ol class="facts">
        {known
          .sort((a, b) => a.at.getTime() - b.at.getTime())
          .map(({ label, at }) => (
            <li>
              <Instant at={at} reader={reader} /> <span>{label}</span>
            </li>
          ))}
      </ol>
    </section>
  );
};

const Attempts: FC<Pick<AlertPageProps, 'sends' | 'reader'>> = ({ sends, reader }) => (
  <section>
    <h2>{reader.page.attempts}</h2>
    {sends.length === 0 && <p class="meta">{reader.page.noAttempts}</p>}
    <ol class="facts">
      {sends.map(({ step, channel, send }) => (
        <li>
          <Instant at={new Date(send.at)} reader={reader} />{' '}
          <span>
            {step + 1} · {channel} · {reader.page.outcomes[send.state]}
            {send.attempts > 1 && ` (${send.attempts}×)`}
            {send.note && <span class="meta"> {cut(oneLine(send.note), 200)}</span>}
          </span>
        </li>
      ))}
    </ol>
  </section>
);

const History: FC<Pick<AlertPageProps, 'history' | 'reader'>> = ({ history, reader }) => (
  <section>
    <h2>{reader.page.history}</h2>
    <ol class="facts">
      {history.map(({ at, what, by, channel, note }) => (
        <li>
          <Instant at={new Date(at)} reader={reader} />{' '}
          <span>
            {[what, channel, by].filter(Boolean).join(' · ')}
            {note && <span class="meta"> {cut(oneLine(note), 200)}</span>}
          </span>
        </li>
      ))}
    </ol>
  </section>
);
