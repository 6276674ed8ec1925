import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { Secret } from '../lib/schema.ts';
import { type Env, type ReadFile, readVariable } from './variables.ts';

const hidden = (value: string): Secret => new Secret(value);

const webAddress = z.url({ protocol: /^https?$/, error: 'must be an address like https://earshot.example.com' });

const redisAddress = z
  .string()
  .regex(/^(rediss?|unix|redis\+sentinel):\/\//, 'must be an address like redis://127.0.0.1:6379/0')
  .transform(hidden);

const Environment = z
  .object({
    REDIS_URL: redisAddress.optional(),
    EARSHOT_CONFIG: z.string().default('config'),
    EARSHOT_HOME: z.string().default('data'),
    EARSHOT_SECRET: z.string().min(16, 'must be at least 16 characters long').transform(hidden).optional(),
    EARSHOT_PUBLIC_URL: webAddress.optional(),
    EARSHOT_PASSWORD: z.string().min(8, 'must be at least 8 characters long').transform(hidden).optional(),
    HOST: z.string().default('127.0.0.1'),
    PORT: z
      .string()
      .regex(/^\d{1,5}$/, 'must be a number')
      .transform(Number)
      .pipe(z.number().max(65_535, 'must be at most 65535'))
      .default(4747),
    EARSHOT_DATASETS: z.string().optional(),
  })
  .transform((env) => ({
    redisUrl: env.REDIS_URL,
    config: env.EARSHOT_CONFIG,
    home: env.EARSHOT_HOME,
    secret: env.EARSHOT_SECRET,
    publicUrl: env.EARSHOT_PUBLIC_URL?.replace(/\/+$/, ''),
    password: env.EARSHOT_PASSWORD,
    host: env.HOST,
    port: env.PORT,
    datasets: env.EARSHOT_DATASETS,
  }));
/** What Earshot takes from the environment besides the secrets that the files name. */
export type Environment = z.infer<typeof Environment>;

const plainNames = ['EARSHOT_CONFIG', 'EARSHOT_HOME', 'EARSHOT_PUBLIC_URL', 'HOST', 'PORT', 'EARSHOT_DATASETS'];
const secretNames = ['REDIS_URL', 'EARSHOT_SECRET', 'EARSHOT_PASSWORD'];

/** Reads the environment; each problem is one sentence that begins with the name of the variable. */
export const readEnvironment = (
  env: Env,
  readFile?: ReadFile,
): { ok: true; environment: Environment } | { ok: false; problems: string[] } => {
  const values: Record<string, string> = {};
  const unreadable: string[] = [];
  for (const name of plainNames) if (env[name]) values[name] = env[name];
  for (const name of secretNames) {
    const variable = readVariable(name, env, readFile);
    if ('value' in variable) values[name] = variable.value;
    else if (env[`${name}_FILE`]) unreadable.push(variable.unset);
  }

  const parsed = Environment.safeParse(values);
  const wrong = parsed.error?.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`) ?? [];
  const problems = [...unreadable, ...wrong];
  return parsed.success && problems.length === 0 ? { ok: true, environment: parsed.data } : { ok: false, problems };
};

/**
 * The key that signs links and sessions of an installation: made at the first start and kept in the data folder, readable by
 * its owner only.
 */
export const ensureSecret = (home: string): Secret => {
  mkdirSync(home, { recursive: true });
  const file = join(home, 'secret');
  try {
    // `wx` fails when the file is there: two daemons that start at once agree on the first one's key.
    writeFileSync(file, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if (!isExisting(error)) throw error;
  }
  const key = readFileSync(file, 'utf8').trim();
  if (key === '') throw new Error(`${file} is empty: delete it, and a new key is made at the next start`);
  return new Secret(key);
};

const isExisting = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'EEXIST';
