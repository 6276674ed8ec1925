import { z } from 'zod';

const plainText = (limit: number) =>
  z.strictObject({ type: z.literal('plain_text'), text: z.string().min(1).max(limit), emoji: z.boolean().optional() });
const Mrkdwn = z.strictObject({
  type: z.literal('mrkdwn'),
  text: z.string().min(1).max(3000),
  verbatim: z.boolean().optional(),
});

const Button = z.strictObject({
  type: z.literal('button'),
  action_id: z.string().min(1).max(255),
  text: plainText(75),
  value: z.string().max(2000).optional(),
  url: z
    .url({ protocol: /^https?$/ })
    .max(3000)
    .optional(),
  style: z.enum(['primary', 'danger']).optional(),
});

const RichText = z.strictObject({
  type: z.literal('text'),
  text: z.string().min(1),
  style: z.strictObject({ bold: z.boolean() }).optional(),
});
const RichTextPart = z.strictObject({
  type: z.enum(['rich_text_section', 'rich_text_quote', 'rich_text_preformatted']),
  elements: z.array(RichText).min(1),
});

const blockId = { block_id: z.string().min(1).max(255).optional() };

/** Limits as in https://docs.slack.dev/reference/block-kit/blocks, for the blocks an alert is made of. */
const Block = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('header'), ...blockId, text: plainText(150) }),
  z.strictObject({
    type: z.literal('section'),
    ...blockId,
    text: z.discriminatedUnion('type', [plainText(3000), Mrkdwn]),
  }),
  z.strictObject({
    type: z.literal('context'),
    ...blockId,
    elements: z
      .array(z.discriminatedUnion('type', [plainText(3000), Mrkdwn]))
      .min(1)
      .max(10),
  }),
  z.strictObject({ type: z.literal('rich_text'), ...blockId, elements: z.array(RichTextPart).min(1) }),
  z.strictObject({ type: z.literal('actions'), ...blockId, elements: z.array(Button).min(1).max(25) }),
]);
export type SlackBlock = z.infer<typeof Block>;
export type SlackButton = z.infer<typeof Button>;

/** A message body as both roads take it. */
export const SlackBody = z.object({
  text: z.string().default(''),
  blocks: z.array(z.unknown()).max(50).default([]),
  unfurl_links: z.boolean().optional(),
  unfurl_media: z.boolean().optional(),
  parse: z.string().optional(),
  link_names: z.boolean().optional(),
});
export type SlackBody = z.infer<typeof SlackBody>;

/** What Slack itself refuses is a code; what it would let through, and we do not, is a sentence. */
export type Inspection = { blocks: SlackBlock[] } | { code: string; complaint: string };

/** Seen to be refused near 13,200 characters (slackapi/bolt-js#2509). */
const wholeLimit = 13_200;

/** Judges a message as Slack would, and more strictly where a stranger's words could do harm. */
export const inspectMessage = (body: SlackBody): Inspection => {
  if (body.text === '' && body.blocks.length === 0) return { code: 'no_text', complaint: 'neither text nor blocks' };

  const parsed = z.array(Block).safeParse(body.blocks);
  if (!parsed.success) return { code: 'invalid_blocks', complaint: z.prettifyError(parsed.error) };
  const blocks = parsed.data;
  if (repeats(blocks.flatMap(({ block_id }) => block_id ?? [])))
    return { code: 'invalid_blocks', complaint: 'a block_id appears twice' };
  if (JSON.stringify(blocks).length > wholeLimit)
    return { code: 'msg_blocks_too_long', complaint: 'the message is too long as a whole' };

  const complaint = carelessness(body) ?? [body.text, ...mrkdwnIn(blocks)].map(liveMarkup).find(Boolean);
  return complaint === undefined ? { blocks } : { code: 'invalid_blocks', complaint };
};

const repeats = (values: string[]): boolean => new Set(values).size < values.length;

const carelessness = ({ parse, link_names, unfurl_links, unfurl_media }: SlackBody): string | undefined => {
  if (unfurl_links !== false || unfurl_media !== false) return 'a stranger’s address would be fetched and previewed';
  if (parse !== 'none' || link_names !== false) return 'a bare @name would become a mention';
  return undefined;
};

const mrkdwnIn = (blocks: SlackBlock[]): string[] =>
  blocks.flatMap((block) => {
    if (block.type === 'context') return block.elements.flatMap(({ type, text }) => (type === 'mrkdwn' ? text : []));
    return block.type === 'section' && block.text.type === 'mrkdwn' ? block.text.text : [];
  });

// A date written by us is the only special mention allowed.
const liveMarkup = (text: string): string | undefined => {
  const rest = text.replaceAll(/<!date\^\d+\^[^<>|]*\|[^<>|]*>/g, '');
  const live = /<[!@#][^>]{0,40}/.exec(rest);
  return live ? `live markup: ${live[0]}` : undefined;
};
