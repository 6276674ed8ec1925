import type { FC } from 'hono/jsx';
import type { Channel } from '../../channels/channel.ts';
import { sourceName } from '../../channels/words.ts';
import { cut, oneLine } from '../../lib/text.ts';
import type { Source } from '../../sources/source.ts';
import type { Watched } from './hearing.ts';
import { Layout, TopBar } from './layout.tsx';
import type { Reader } from './reader.ts';

export interface SourcesPageProps {
  sources: (Watched<Source> & { paid: { today: number; month: number } | undefined })[];
  channels: Watched<Channel>[];
  reader: Reader;
}

/** How every source and every channel is doing. */
export const SourcesPage: FC<SourcesPageProps> = ({ sources, channels, reader }) => {
  const { page } = reader;
  return (
    <Layout reader={reader} title={page.sources}>
      <TopBar reader={reader} title={page.sources} />
      <main>
        {sources.length === 0 && <p class="nobody">{page.noSources}</p>}
        <ul class="places">
          {sources.map((source) => (
            <Health watched={source} reader={reader} facts={sourceFacts(source, reader)} />
          ))}
        </ul>
        <h2>{page.channels}</h2>
        <ul class="places">
          {channels.map((channel) => (
            <Health watched={channel} reader={reader} facts={[]} />
          ))}
        </ul>
      </main>
    </Layout>
  );
};

const sourceFacts = ({ health, paid }: SourcesPageProps['sources'][number], { page, now }: Reader): string[] => [
  page.heard(health.heard),
  ...(health.newestAt ? [page.newest(page.ago(now.getTime() - new Date(health.newestAt).getTime()))] : []),
  ...(paid ? [page.paid(paid.today, paid.month)] : []),
];

const Health: FC<{ watched: Watched<Source | Channel>; reader: Reader; facts: string[] }> = ({
  watched: { what, health, state },
  reader: { page, now },
  facts,
}) => {
  const worked = health.workedAt
    ? [page.worksSince(page.ago(now.getTime() - new Date(health.workedAt).getTime()))]
    : [];
  return (
    <li class={`place ${state}`}>
      <p class="head">
        <strong>{what.id}</strong>
        <span class="state">{page.states[state]}</span>
      </p>
      <p class="meta">{[sourceName(what.kind), ...worked, ...facts].join(' · ')}</p>
      {health.problem && (state === 'failing' || state === 'resting') && (
        <p class="problem">{cut(oneLine(health.problem), 300)}</p>
      )}
    </li>
  );
};
