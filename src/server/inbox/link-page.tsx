import type { FC } from 'hono/jsx';
import type { Alert } from '../../domain/alert.ts';
import type { StoredMention } from '../../store/mentions.ts';
import { Layout } from './layout.tsx';
import { AnswerLink, Level, Quote } from './parts.tsx';
import type { Reader } from './reader.ts';
import { clockOf, showMention, showTrace, stateOf } from './shown.ts';

export interface LinkPageProps {
  alert: Alert;
  mention: StoredMention | undefined;
  reader: Reader;
  /** Address of this page: the button sends there. */
  address: string;
  /** What the press that led here did. */
  said?: string;
}

/** What a link in a message leads to: one question, one button. Looking at it does nothing. */
export const LinkPage: FC<LinkPageProps> = ({ alert, mention, reader, address, said }) => {
  const shown = mention ? showMention(mention, reader) : showTrace(alert);
  const { page, words } = reader;
  const asks = alert.state === 'open' || alert.state === 'snoozed';
  return (
    <Layout reader={reader} title={`${words.levels[alert.urgency]} · ${alert.brand}`}>
      <main class="alone">
        <h1>{said ?? (asks ? page.linkQuestion : stateOf(alert, reader))}</h1>
        <article class={`card l${alert.urgency}`}>
          <p class="head">
            {alert.state !== 'answered' && alert.state !== 'resolved' && (
              <span class="clock">{clockOf(alert, reader)}</span>
            )}
            <Level urgency={alert.urgency} reader={reader} />
          </p>
          <p class="from">{shown.from}</p>
          <Quote shown={shown} />
          <p class="meta">{alert.brand}</p>
          <div class="actions">
            {asks && (
              <form method="post" action={address}>
                <button class="primary" type="submit">
                  {words.buttons.acknowledge}
                </button>
              </form>
            )}
            <AnswerLink shown={shown} reader={reader} />
          </div>
        </article>
      </main>
    </Layout>
  );
};
