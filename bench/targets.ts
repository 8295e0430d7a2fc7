import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RequestShape } from './plan.ts';
import { mintToken } from './token.ts';

/** A server that can be measured. Adding one is adding an entry to `targets`. */
export interface Target {
  readonly name: string;
  /** What runs it, relative to the repository. Default: this Node. */
  readonly program?: string;
  /** The program's arguments: its flags, and the file to run, relative to the repository. */
  readonly command: readonly string[];
  /** The path that answers 200 as soon as the server serves. */
  readonly readyPath: string;
  readonly request: RequestShape;
  /** True where turns can be followed by their id and conversations are kept, as Parlance's native API does. */
  readonly durable?: boolean;
  /** True where it is made of other libraries, only to be compared with. */
  readonly peer?: boolean;
  environment(place: Place): Readonly<Record<string, string>>;
}

export interface Place {
  readonly port: number;
  readonly providerUrl: string;
  /** A folder of its own that is removed afterwards. */
  readonly folder: string;
}

const secret = randomBytes(32).toString('hex');
export const authorization = { authorization: `Bearer ${mintToken(secret, 'bench')}` };

/** What a server that stores nothing and looks at no token is asked; it has to read the same bytes. */
export const plainRequest: RequestShape = {
  path: '/chat',
  headers: authorization,
  body: '{"message":"%PROMPT%"}',
  format: 'relay',
};

/** All that such a server is told. */
export function plainEnvironment({ port, providerUrl }: Place): Record<string, string> {
  return { PORT: String(port), OPENAI_BASE_URL: providerUrl };
}

const relay: Target = {
  name: 'relay',
  command: ['bench/relay.ts'],
  readyPath: '/readyz',
  request: plainRequest,
  environment: plainEnvironment,
};

/** What `npm start` gives to Node, so that its flags are measured too. */
function startCommand(): readonly string[] {
  // Our own file, whose script is a program and its arguments.
  const { scripts } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    readonly scripts: { readonly start: string };
  };
  return scripts.start.split(' ').slice(1);
}

const parlance: Target = {
  name: 'parlance',
  durable: true,
  command: startCommand(),
  readyPath: '/readyz',
  request: { ...plainRequest, format: 'assistant' },
  environment: ({ port, providerUrl, folder }) => ({
    PORT: String(port),
    HOST: '127.0.0.1',
    STORE_URL: `sqlite:${join(folder, 'parlance.db')}`,
    OPENAI_BASE_URL: providerUrl,
    OPENAI_API_KEY: 'sk-bench-not-a-real-key',
    JWT_SECRET_KEY: secret,
    AUTH_REQUIRED: 'true',
    LOG_LEVEL: 'INFO',
    // Thousands of slow streams are held open for longer than a person would wait.
    TIMEOUT_SECONDS: '600',
    MAX_TOKENS: '4000',
  }),
};

/** What everything is compared with. */
export const reference = relay;
/** The reference against itself: what it is away from 1.0 is noise. */
export const noise: Target = { ...relay, name: 'relay again' };

export const targets: readonly Target[] = [parlance, noise];

/** False where the program of a target is not there. */
export function exists(target: Target, root: string): boolean {
  return existsSync(join(root, target.command.find((argument) => !argument.startsWith('-')) ?? ''));
}
