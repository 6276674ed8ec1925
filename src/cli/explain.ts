import type { App } from '../pipeline/app.ts';
import { loadAlert } from '../store/alerts.ts';
import { explainAlert } from './explain-alert.ts';
import { explainMention } from './explain-mention.ts';
import { findMention } from './find-mention.ts';

export interface ExplainOptions {
  /** Address or id of a post, or the id of an alert. */
  subject: string;
  print: (line: string) => void;
}

/**
 * Tells what became of a mention, stage by stage, or of an alert, attempt by attempt.
 *
 * @returns the exit code: 0, or 1 when it is not known
 */
export const explain = async (app: App, { subject, print }: ExplainOptions): Promise<number> => {
  const lines = await explanationOf(app, subject.trim());
  for (const line of lines ?? unknown(app, subject)) print(line);
  return lines ? 0 : 1;
};

const explanationOf = async (app: App, subject: string): Promise<string[] | undefined> => {
  const alert = await loadAlert(app.redis, app.keys, subject);
  if (alert) return explainAlert(app, alert);
  const stored = await findMention(app, subject);
  return stored && explainMention(app, stored);
};

const unknown = (app: App, subject: string): string[] => [
  `${subject} is not known: no source has yielded it, or it is older than what is kept.`,
  'Not stored either: what your own accounts write, and what a firehose yields and no keyword matches.',
  ...[...app.setup.sources.values()]
    .filter(({ enabled, poll }) => enabled && poll)
    .map(({ id }) => `  npx earshot poll ${id} --dry-run    shows what ${id} yields now`),
  '  npx earshot match               shows which keywords find a text',
];
