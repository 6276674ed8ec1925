import type { Secret } from '../../src/lib/schema.ts';
import type { App } from '../../src/pipeline/app.ts';
import { createServer } from '../../src/server/server.ts';
import { configOf, openWorld, type World } from '../support/world.ts';

/** base64 of "earshot-example-secret-32-bytes!", as the published test vector has it. */
export const intakeSecret = 'ZWFyc2hvdC1leGFtcGxlLXNlY3JldC0zMi1ieXRlcyE=';

const mainFile = (slackUrl?: string) => `
sources:
  - { id: x, kind: twitter, every: 1m, bearer_token: '\${X_TOKEN}' }
  - { id: helpdesk, kind: intake, family: social, secret: '\${INTAKE_SECRET}', token: '\${INTAKE_TOKEN}', brand: Acme Coffee }
channels:
  - { id: terminal, kind: console }
  - { id: team, kind: slack, bot_token: '\${SLACK}', channel: C0TEAM, signing_secret: '\${SIGNING}'${slackUrl === undefined ? '' : `, base_url: '${slackUrl}'`} }
policies:
  - { id: default, steps: [{ at: 0%, notify: [terminal] }, { at: 50%, notify: [terminal] }] }
`;

const brands = {
  acme: `
brand: Acme Coffee
keywords:
  - { id: name, query: '"acme coffee"' }
`,
  tea: `
brand: Blue Tea
keywords:
  - { id: name, query: '"blue tea"' }
`,
};

const env = {
  X_TOKEN: 'x-token-marker',
  INTAKE_SECRET: intakeSecret,
  INTAKE_TOKEN: 'intake-token-marker',
  SLACK: 'xoxb-slack-marker',
  SIGNING: 'slack-signing-marker',
};

/** A server over a whole pipeline whose clock only the test moves. */
export interface Served {
  world: World;
  app: App;
  fetch(request: Request): Promise<Response>;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  /** The page as text. */
  page(path: string, headers?: Record<string, string>): Promise<string>;
  /** Sends a form, as a browser does from our own page. */
  submit(path: string, fields?: Record<string, string>, headers?: Record<string, string>): Promise<Response>;
  /** Sends JSON, as a program does. */
  send(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
}

export interface ServeOptions {
  /** Where the server is asked for; also its own origin. */
  at?: string;
  host?: string;
  password?: Secret;
  /** Where Slack is. */
  slackUrl?: string;
  overrides?: Partial<App>;
}

/** Opens a server without a socket. */
export const serve = ({
  at = 'http://127.0.0.1:4747',
  host = '127.0.0.1',
  password,
  slackUrl,
  overrides,
}: ServeOptions = {}): Served => {
  const world = openWorld(configOf(mainFile(slackUrl), brands, env), overrides);
  const { fetch } = createServer(world.app, { host, password });
  const get = (path: string, headers: Record<string, string> = {}) => fetch(new Request(at + path, { headers }));
  return {
    world,
    app: world.app,
    fetch,
    get,
    page: async (path, headers) => (await get(path, headers)).text(),
    submit: (path, fields = {}, headers = {}) =>
      fetch(
        new Request(at + path, {
          method: 'POST',
          headers: { origin: at, ...headers },
          body: new URLSearchParams(fields),
        }),
      ),
    send: (path, body, headers = {}) =>
      fetch(
        new Request(at + path, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...headers },
          body: JSON.stringify(body),
        }),
      ),
  };
};

/** Hears one complaint and lets it ring. Returns the id of its alert. */
export const ring = async (
  { world, app }: Served,
  fields: Parameters<World['hear']>[0][number] = {},
): Promise<string> => {
  const before = new Set(await app.redis.zrange(app.keys.alerts, 0, '-1'));
  await world.hear([{ author: { handle: `customer_${before.size}` }, ...fields }]);
  await world.settle();
  const added = (await app.redis.zrange(app.keys.alerts, 0, '-1')).find((id) => !before.has(id));
  if (added === undefined) throw new Error('nothing rang');
  return added;
};
