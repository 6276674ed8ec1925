import type { FC } from 'hono/jsx';
import { type Alert, isActive } from '../../domain/alert.ts';
import type { StoredMention } from '../../store/mentions.ts';
import { ActionForm, AnswerLink, Instant, Level, Quote, Why } from './parts.tsx';
import type { Reader } from './reader.ts';
import { clockOf, type Shown, showMention, showTrace, stateOf } from './shown.ts';

export interface CardProps {
  alert: Alert;
  /** Its first mention, when it is still kept. */
  mention: StoredMention | undefined;
  reader: Reader;
  /** Where its buttons lead back to. */
  back: string;
}

/** One alert that waits: minutes left, who, what they said, what to do. */
export const AlertCard: FC<CardProps> = ({ alert, mention, reader, back }) => {
  const shown = mention ? showMention(mention, reader) : showTrace(alert);
  const state = stateOf(alert, reader);
  const late = alert.deadline <= reader.now;
  return (
    <article id={alert.id} class={`card l${alert.urgency} ${alert.state}${late ? ' late' : ''}`}>
      <p class="head">
        <a class="clock" href={`/alerts/${alert.id}`}>
          {clockOf(alert, reader)}
        </a>
        <Level urgency={alert.urgency} reader={reader} />
        {state !== '' && <span class="state">{state}</span>}
      </p>
      <p class="from">{shown.from}</p>
      <Quote shown={shown} />
      <div class="below">
        <Meta alert={alert} shown={shown} reader={reader} />
        <Why shown={shown} why={alert.why} reader={reader} />
      </div>
      <Actions alert={alert} shown={shown} reader={reader} back={back} />
    </article>
  );
};

const Meta: FC<{ alert: Alert; shown: Shown; reader: Reader }> = ({ alert, shown, reader }) => (
  <p class="meta">
    {reader.page.posted} <Instant at={alert.postedAt} reader={reader} />
    {[
      ...(alert.count > 1 ? [reader.words.mentions(alert.count)] : []),
      ...(shown.lang ? [shown.lang] : []),
      alert.brand,
    ].map((fact) => ` · ${fact}`)}
  </p>
);

/** What can be done about an alert. While it waits, one button stands out; the rest is behind the dots. */
export const Actions: FC<{ alert: Alert; shown: Shown; reader: Reader; back: string }> = ({
  alert,
  shown,
  reader,
  back,
}) => {
  const { words, page } = reader;
  const at = `/alerts/${alert.id}`;
  if (!isActive(alert))
    return (
      <div class="actions">
        <ActionForm action={`${at}/reopen`} back={back}>
          {page.reopen}
        </ActionForm>
      </div>
    );
  const taken = alert.state === 'acknowledged';
  return (
    <div class="actions">
      {taken ? (
        <ActionForm action={`${at}/resolve`} fields={{ resolution: 'answered' }} back={back} primary>
          {page.answered}
        </ActionForm>
      ) : (
        <ActionForm action={`${at}/acknowledge`} back={back} primary>
          {words.buttons.acknowledge}
        </ActionForm>
      )}
      <AnswerLink shown={shown} reader={reader} />
      {!taken && alert.deadline > reader.now && (
        <ActionForm action={`${at}/snooze`} back={back}>
          {words.buttons.later}
        </ActionForm>
      )}
      <details class="more">
        <summary>
          <span aria-hidden="true">⋯</span>
          <span class="unseen">{page.more}</span>
        </summary>
        <div class="menu">
          {!taken && (
            <ActionForm action={`${at}/resolve`} fields={{ resolution: 'answered' }} back={back}>
              {page.answered}
            </ActionForm>
          )}
          <ActionForm action={`${at}/resolve`} fields={{ resolution: 'no_answer_needed' }} back={back}>
            {words.resolutions.no_answer_needed}
          </ActionForm>
          <ActionForm action={`${at}/feedback`} fields={{ verdict: 'not_us' }} back={back}>
            {words.resolutions.not_for_us}
          </ActionForm>
          <a class="button" href={at}>
            {page.details}
          </a>
        </div>
      </details>
    </div>
  );
};
