import { z } from 'zod';
import { type SeenRequest, type StandIn, type StandInAnswer, startStandIn } from './stand-in.ts';

/** What the played model answers. */
export interface PlayedLabels {
  sentiment: string;
  urgency: number;
  reply_wanted: boolean;
  sure: string;
}

interface Options {
  port?: number;
  /** The only key that is let in; any key, or none, when absent. */
  apiKey?: string;
  models?: string[];
  /** What the model makes of a mention. */
  judge?: (mention: string) => PlayedLabels;
  /** Given everything that was said, the model does what any of it orders, as far as it is let: an easy prey. */
  obeys?: (everything: string) => PlayedLabels | undefined;
}

const Labels = z.looseObject({ type: z.literal('object'), additionalProperties: z.literal(false) });

const Ask = z.object({
  model: z.string(),
  messages: z.array(z.object({ role: z.enum(['system', 'user', 'assistant']), content: z.string() })).min(1),
  response_format: z.object({
    type: z.literal('json_schema'),
    json_schema: z.object({ name: z.string().regex(/^[\w-]{1,64}$/), strict: z.literal(true), schema: Labels }),
  }),
  max_completion_tokens: z.number().int().positive().optional(),
});
type Ask = z.output<typeof Ask>;

const plain: PlayedLabels = { sentiment: 'neutral', urgency: 5, reply_wanted: false, sure: 'medium' };

/** Plays the chat completions of OpenAI, and a model that answers by a JSON schema. */
export const startOpenAi = async ({
  port,
  apiKey,
  models = ['played-mini'],
  judge = () => plain,
  obeys = () => undefined,
}: Options = {}): Promise<StandIn> =>
  startStandIn((request) => {
    if (request.path !== '/v1/chat/completions' || request.method !== 'POST')
      return refuse(404, 'invalid_request_error', `Invalid URL (${request.method} ${request.path})`);
    if (apiKey !== undefined && request.headers['authorization'] !== `Bearer ${apiKey}`)
      return refuse(401, 'invalid_api_key', 'Incorrect API key provided.');
    const ask = asked(request);
    if (!ask)
      return refuse(400, 'invalid_request_error', 'The body is no request for a completion by a strict schema.');
    if (!models.includes(ask.model))
      return refuse(
        404,
        'model_not_found',
        `The model \`${ask.model}\` does not exist or you do not have access to it.`,
      );

    const everything = ask.messages.map(({ content }) => content).join('\n');
    return complete(ask, obeys(everything) ?? judge(mentionIn(ask)), everything);
  }, port);

/** The mention in a request as a model that keeps to its rules reads it: the JSON between the two lines. */
export const mentionIn = ({ messages }: Pick<Ask, 'messages'>): string => {
  const [first = '', json = '', last] = (messages.at(-1)?.content ?? '').split('\n');
  if (first !== last || !/^=== \w{24} ===$/.test(first))
    throw new Error('the mention does not stand between two lines');
  return z.object({ mention: z.string() }).parse(JSON.parse(json)).mention;
};

const asked = ({ body }: SeenRequest): Ask | undefined => {
  try {
    return Ask.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
};

// Four characters make a token, near enough.
const tokens = (text: string): number => Math.ceil(text.length / 4);

const complete = ({ model }: Ask, labels: PlayedLabels, everything: string): StandInAnswer => {
  const content = JSON.stringify(labels);
  return {
    body: {
      id: 'chatcmpl-played',
      object: 'chat.completion',
      created: 1_795_309_739,
      model,
      choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content, refusal: null } }],
      usage: {
        prompt_tokens: tokens(everything),
        completion_tokens: tokens(content),
        total_tokens: tokens(everything) + tokens(content),
      },
    },
  };
};

const refuse = (status: number, code: string, message: string): StandInAnswer => ({
  status,
  body: { error: { message, type: 'invalid_request_error', param: null, code } },
});
