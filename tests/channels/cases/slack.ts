import { onTestFinished } from 'vitest';
import { z } from 'zod';
import { type SlackMessage, type SlackStandIn, startSlack } from '../../../src/stand-ins/slack.ts';
import type { ChannelCase, Shown, World } from '../../contracts/channel.ts';

const start = async (settings: (slack: SlackStandIn) => Record<string, unknown>): Promise<World> => {
  const slack = await startSlack({ now: () => new Date('2026-08-20T12:00:00.000Z') });
  onTestFinished(() => slack.close());

  return {
    settings: { ...settings(slack), signing_secret: slack.signingSecret },
    sent: () => slack.requests.map(({ body }) => body),
    visible: () => slack.messages.map(wholeText),
    complaints: () => slack.complaints,
    standIn: slack,
    forget: () => slack.messages.splice(0),
  };
};

const wholeText = ({ text, blocks }: SlackMessage): string =>
  [text, ...read(JSON.stringify({ text, blocks })).texts].join('\n');

const Text = z.object({ type: z.string(), text: z.string() });
const Part = z.object({ elements: z.array(z.object({ type: z.literal('text'), text: z.string() })) });
const Blocks = z.array(
  z.discriminatedUnion('type', [
    z.object({ type: z.literal('header'), text: Text }),
    z.object({ type: z.literal('section'), text: Text }),
    z.object({ type: z.literal('context'), elements: z.array(Text) }),
    z.object({ type: z.literal('rich_text'), elements: z.array(Part) }),
    z.object({
      type: z.literal('actions'),
      elements: z.array(z.object({ text: Text, url: z.string().optional(), value: z.string().optional() })),
    }),
  ]),
);
const Body = z.object({ text: z.string(), blocks: Blocks });

/** Reads a message as Slack's clients do: angle brackets are the only live markup of mrkdwn. */
const read = (payload: string): Shown => {
  const { text, blocks } = Body.parse(JSON.parse(payload));
  const texts: string[] = [];
  const links: string[] = [];
  const live: string[] = [];

  const readMrkdwn = (mrkdwn: string): string =>
    mrkdwn
      .replaceAll(/<([^<>]*)>/g, (_, inside: string) => {
        const [target = '', label = target] = inside.split('|');
        if (/^!date\^\d+\^/.test(target)) return label;
        if (/^https?:/.test(target)) links.push(plainOf(target));
        else live.push(inside);
        return label;
      })
      .replaceAll(/&(lt|gt|amp);/g, plainOf);

  const readText = ({ type, text: raw }: z.infer<typeof Text>) =>
    void texts.push(type === 'mrkdwn' ? readMrkdwn(raw) : raw);

  const fallback = readMrkdwn(text);
  for (const block of blocks) {
    if (block.type === 'header' || block.type === 'section') readText(block.text);
    if (block.type === 'context') block.elements.forEach(readText);
    if (block.type === 'rich_text')
      texts.push(...block.elements.flatMap(({ elements }) => elements.map((part) => part.text)));
    if (block.type !== 'actions') continue;
    for (const button of block.elements) {
      readText(button.text);
      if (button.url !== undefined) links.push(button.url);
    }
  }
  return { texts: [...texts, fallback], links, live, over: overIn(text, blocks) };
};

const overIn = (text: string, blocks: z.infer<typeof Blocks>): string[] => {
  const whole = text.length + JSON.stringify(blocks).length;
  return [
    ...(text.length > 4000 ? ['fallback text over 4,000'] : []),
    ...(blocks.length > 50 ? ['over 50 blocks'] : []),
    ...(whole > 13_000 ? [`the whole is ${whole}`] : []),
    ...blocks.flatMap((block) => (block.type === 'header' && block.text.text.length > 150 ? ['header over 150'] : [])),
  ];
};

const plainOf = (text: string): string => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

export const cases: ChannelCase[] = [
  {
    name: 'slack-web-api',
    transport: 'http',
    can: ['edit', 'hook', 'check'],
    start: () => start((slack) => ({ bot_token: slack.botToken, channel: slack.channel, base_url: slack.apiUrl })),
    read,
  },
  {
    name: 'slack-webhook',
    transport: 'http',
    can: ['hook', 'check'],
    start: () => start((slack) => ({ webhook_url: slack.webhookUrl })),
    read,
    // A webhook that answers 404 was removed or regenerated.
    refined: { 'a 404': 'unauthorized' },
  },
];
