import type { FC } from 'hono/jsx';
import type { Alert } from '../../domain/alert.ts';
import type { StoredMention } from '../../store/mentions.ts';
import { Layout, TopBar } from './layout.tsx';
import { ActionForm, AnswerLink, Instant, Level, Quote, Suggestion, Why } from './parts.tsx';
import type { Reader } from './reader.ts';
import { showMention, stateOf } from './shown.ts';

export interface LanePageProps {
  lane: 'list' | 'thank';
  mentions: StoredMention[];
  /** How an answer to a mention may begin. */
  suggest(mention: StoredMention): string | undefined;
  /** Address of the next part. */
  further: string | undefined;
  reader: Reader;
}

/** A lane nobody is rung for: what to have a look at, or whom to thank. */
export const LanePage: FC<LanePageProps> = ({ lane, mentions, suggest, further, reader }) => {
  const { page } = reader;
  const title = lane === 'list' ? page.haveALook : page.thankThem;
  return (
    <Layout reader={reader} title={title} copies>
      <TopBar reader={reader} title={title} />
      <main>
        <p class="meta">{lane === 'list' ? page.haveALookHint : page.thankThemHint}</p>
        {mentions.length === 0 && <p class="nobody">{page.nothingHere}</p>}
        {mentions.map((mention) => (
          <MentionCard lane={lane} mention={mention} suggestion={suggest(mention)} reader={reader} />
        ))}
        <Further address={further} reader={reader} />
      </main>
    </Layout>
  );
};

const MentionCard: FC<{
  lane: 'list' | 'thank';
  mention: StoredMention;
  suggestion: string | undefined;
  reader: Reader;
}> = ({ lane, mention, suggestion, reader }) => {
  const shown = showMention(mention, reader);
  const { judgement } = mention;
  const urgency = judgement?.classification.urgency ?? 5;
  return (
    <article class={`card l${urgency}`}>
      <p class="head">
        <Level urgency={urgency} reader={reader} />
        <span class="from">{shown.from}</span>
      </p>
      <Quote shown={shown} />
      <div class="below">
        <p class="meta">
          {shown.postedAt && <Instant at={shown.postedAt} reader={reader} />}
          {judgement && ` · ${judgement.brand}`}
        </p>
        <Why shown={shown} why={judgement?.why} reader={reader} />
      </div>
      <Suggestion sentence={suggestion} lang={shown.lang} reader={reader} />
      <div class="actions">
        <AnswerLink shown={shown} reader={reader} />
        <ActionForm action={`/lanes/${lane}/seen`} fields={{ id: mention.id }} back={`/lanes/${lane}`}>
          {reader.page.seen}
        </ActionForm>
      </div>
    </article>
  );
};

const Further: FC<{ address: string | undefined; reader: Reader }> = ({ address, reader }) =>
  address === undefined ? null : (
    <p>
      <a class="button" href={address}>
        {reader.page.further}
      </a>
    </p>
  );

/** Alerts that are over, folded to a line each, with how long the answer took. */
export const ClosedPage: FC<{ alerts: Alert[]; further: string | undefined; reader: Reader }> = ({
  alerts,
  further,
  reader,
}) => (
  <Layout reader={reader} title={reader.page.closed}>
    <TopBar reader={reader} title={reader.page.closed} />
    <main>
      {alerts.length === 0 && <p class="nobody">{reader.page.nothingHere}</p>}
      <ul class="folded">
        {alerts.map((alert) => (
          <li>
            <a href={`/alerts/${alert.id}`}>{stateOf(alert, reader)}</a>
            <p class="meta">
              {reader.words.levels[alert.urgency]} · {alert.brand} · {reader.page.posted}{' '}
              <Instant at={alert.postedAt} reader={reader} />
            </p>
          </li>
        ))}
      </ul>
      <Further address={further} reader={reader} />
    </main>
  </Layout>
);
