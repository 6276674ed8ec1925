import type { Child, FC } from 'hono/jsx';
import type { Urgency } from '../../domain/classification.ts';
import type { Reader } from './reader.ts';
import type { Shown } from './shown.ts';

/** An instant as people say it; the exact one on hover. */
export const Instant: FC<{ at: Date; reader: Reader }> = ({ at, reader }) => (
  <time datetime={at.toISOString()} title={at.toISOString()}>
    {reader.clock(at)}
  </time>
);

/** A level: always a word, beside its colour and its shape. */
export const Level: FC<{ urgency: Urgency; reader: Reader }> = ({ urgency, reader }) => (
  <span class={`level l${urgency}`}>{reader.words.levels[urgency]}</span>
);

/** The customer's words. */
export const Quote: FC<{ shown: Shown; whole?: boolean }> = ({ shown, whole = false }) =>
  shown.quote === '' ? null : (
    <blockquote class={whole ? 'whole' : ''} lang={shown.lang ?? ''} dir="auto">
      {whole ? shown.quote : shown.quote.slice(0, 500)}
    </blockquote>
  );

/** The way to where they wrote. It opens beside us, and they do not learn where we came from. */
export const AnswerLink: FC<{ shown: Shown; reader: Reader }> = ({ shown, reader }) =>
  shown.url === undefined ? null : (
    <a class="button" href={shown.url} target="_blank" rel="noreferrer noopener">
      {reader.page.answer} ↗
    </a>
  );

/** One button that asks for one change; works without scripts. */
export const ActionForm: FC<{
  action: string;
  back: string;
  fields?: Record<string, string>;
  primary?: boolean;
  children: Child;
}> = ({ action, back, fields = {}, primary = false, children }) => (
  <form method="post" action={action}>
    <input type="hidden" name="back" value={back} />
    {Object.entries(fields).map(([name, value]) => (
      <input type="hidden" name={name} value={value} />
    ))}
    <button class={primary ? 'primary' : ''} type="submit">
      {children}
    </button>
  </form>
);

/** How an answer may begin, to be marked and copied; where scripts run, a button does it. */
export const Suggestion: FC<{ sentence: string | undefined; lang: string | undefined; reader: Reader }> = ({
  sentence,
  lang,
  reader: { words, page },
}) =>
  sentence === undefined ? null : (
    <div class="suggestion">
      <label>
        {words.suggestion}
        <textarea readonly rows={3} lang={lang ?? ''} dir="auto">
          {sentence}
        </textarea>
      </label>
      <button type="button" data-copied={page.copied} hidden>
        {page.copy}
      </button>
    </div>
  );

/** Why we think so, one tap away. */
export const Why: FC<{ shown: Shown; why?: string | undefined; reader: Reader }> = ({ shown, why, reader }) => {
  const { page } = reader;
  const facts = [
    ...shown.foundBy.map((term) => page.foundBy(term)),
    ...(shown.surePercent === undefined ? [] : [page.sure(shown.surePercent)]),
  ];
  return (
    <details class="why">
      <summary>{page.why}</summary>
      <p>{shown.why}</p>
      <p class="meta">{[...(why ? [why] : []), ...facts].join(' · ')}</p>
    </details>
  );
};
