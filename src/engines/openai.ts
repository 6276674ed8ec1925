import { z } from 'zod';
import { Sentiment, Urgency } from '../domain/classification.ts';
import { Failure } from '../lib/failure.ts';
import { parseJson } from '../lib/http.ts';
import { secret } from '../lib/schema.ts';
import { type Answer, defineEngine } from './engine.ts';
import { promptFor, tokensAtMost } from './openai/prompt.ts';

const money = z.number().nonnegative();

const Settings = z.strictObject({
  base_url: z
    .url()
    .default('https://api.openai.com/v1')
    .describe('Address of the API, up to and without `/chat/completions`: any server that speaks it.'),
  api_key: secret().optional().describe('Its key; a server of your own may need none.'),
  model: z.string().min(1).describe('Which model to ask; it must be able to answer by a JSON schema.'),
  parameters: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
    .default({})
    .describe('Further fields of the request, like `temperature` or `reasoning_effort`, where the model knows them.'),
  answer_tokens: z.number().int().min(50).default(500).describe('Longest answer, in tokens, its thinking included.'),
  answer_limit: z
    .enum(['max_completion_tokens', 'max_tokens'])
    .default('max_completion_tokens')
    .describe('What the server calls that limit.'),
  budget: z
    .strictObject({
      requests_per_day: z.number().int().positive().default(1000).describe('Questions a day (UTC) at most.'),
      usd_per_month: money.optional().describe('Dollars a month (UTC) at most; needs the two prices.'),
      usd_per_million_input: money.optional().describe('What the vendor bills for a million tokens of question.'),
      usd_per_million_output: money.optional().describe('What the vendor bills for a million tokens of answer.'),
    })
    .prefault({})
    .describe('What may be spent; when it is used up, mentions keep their own judgement.'),
});
type Settings = z.output<typeof Settings>;

// Every field is required and nothing else allowed: strict schemas demand both,
// https://platform.openai.com/docs/guides/structured-outputs#supported-schemas
const answerSchema = {
  type: 'object',
  properties: {
    sentiment: { type: 'string', enum: Sentiment.options },
    urgency: { type: 'integer', enum: Urgency.options.map(({ value }) => value) },
    reply_wanted: { type: 'boolean' },
    sure: { type: 'string', enum: ['low', 'medium', 'high'] },
  },
  required: ['sentiment', 'urgency', 'reply_wanted', 'sure'],
  additionalProperties: false,
};

/** What models say of themselves is coarse, and too high. */
const confidences = { low: 0.4, medium: 0.65, high: 0.85 } as const;

// Labels and nothing else: whatever a model was talked into, there is no room in here for words.
const Labels = z
  .strictObject({
    sentiment: Sentiment,
    urgency: Urgency,
    reply_wanted: z.boolean(),
    sure: z.enum(['low', 'medium', 'high']),
  })
  .transform(({ sentiment, urgency, reply_wanted, sure }) => ({
    sentiment,
    urgency,
    replyWanted: reply_wanted,
    confidence: confidences[sure],
  }));

const Completion = z.object({
  choices: z
    .array(
      z.object({
        message: z.object({ content: z.string().nullish(), refusal: z.string().nullish() }),
        finish_reason: z.string().nullish(),
      }),
    )
    .min(1),
  usage: z.object({ prompt_tokens: z.number(), completion_tokens: z.number() }).nullish(),
});
type Completion = z.output<typeof Completion>;

const largestAnswer = 256 * 1024;

/** Any endpoint that speaks the chat completions of OpenAI and answers by a JSON schema: hosted, or on your own machine. */
export const openai = defineEngine({
  kind: 'openai',
  settings: Settings,
  objection: ({ budget }) =>
    budget.usd_per_month !== undefined &&
    (budget.usd_per_million_input === undefined || budget.usd_per_million_output === undefined)
      ? 'usd_per_month needs usd_per_million_input and usd_per_million_output beside it'
      : undefined,
  open: (settings) => {
    const { model, budget, base_url, timeout, api_key } = settings;
    const url = `${base_url.replace(/\/+$/, '')}/chat/completions`;
    const name = `openai ${model}`;
    return {
      name,
      ceilings: {
        requestsPerDay: budget.requests_per_day,
        ...(budget.usd_per_month !== undefined && { usdPerMonth: budget.usd_per_month }),
      },
      costAtMost: (question) => price(settings, tokensAtMost(promptFor(question)), settings.answer_tokens),
      judge: async (question, { http, signal }) => {
        const completion = await http
          .getJson(url, Completion, {
            method: 'POST',
            headers: api_key ? { authorization: `Bearer ${api_key.reveal()}` } : {},
            body: {
              ...settings.parameters,
              model,
              messages: promptFor(question),
              response_format: {
                type: 'json_schema',
                json_schema: { name: 'judgement', strict: true, schema: answerSchema },
              },
              [settings.answer_limit]: settings.answer_tokens,
            },
            signal,
            timeoutMs: timeout,
            maxBytes: largestAnswer,
          })
          .catch((error: unknown) => {
            throw refined(error);
          });
        return answerOf(completion, name, settings);
      },
    };
  },
});

const answerOf = (completion: Completion, name: string, settings: Settings): Answer => {
  const [choice] = completion.choices;
  const { content, refusal } = choice?.message ?? {};
  if (refusal || choice?.finish_reason === 'content_filter')
    throw new Failure('message', `${name} refuses to judge this`);
  if (choice?.finish_reason === 'length')
    throw new Failure('invalid', `${name} was cut off before it had answered`, { remedy: 'Raise `answer_tokens`.' });
  const opinion = parseJson(content ?? '', Labels, name);
  const { usage } = completion;
  return { opinion, ...(usage && { usd: price(settings, usage.prompt_tokens, usage.completion_tokens) }) };
};

const price = ({ budget }: Settings, input: number, output: number): number =>
  (input * (budget.usd_per_million_input ?? 0) + output * (budget.usd_per_million_output ?? 0)) / 1_000_000;

const checkModel = 'Check `base_url` and `model`: the server knows no such address or model.';

// https://platform.openai.com/docs/guides/error-codes: 429 stands for a rate limit and for an empty account alike.
const refined = (error: unknown): unknown => {
  if (!(error instanceof Failure)) return error;
  const { status, sample = '', message } = error;
  if (status === 429 && sample.includes('insufficient_quota'))
    return new Failure('exhausted', `${message}: the account has no credit left`, { status, cause: error });
  if (status === 404) return new Failure('unauthorized', message, { status, sample, remedy: checkModel, cause: error });
  return error;
};
