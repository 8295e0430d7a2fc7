import { dirname, join } from 'node:path';
import { deriveAccess, type Access } from './config/access.ts';
import { ConfigError } from './config/config-error.ts';
import { readEnvironment, type Environment } from './config/environment.ts';
import { BadValue } from './config/parsers.ts';
import { chooseEmbedding, type EmbeddingChoice } from './config/embedding-choice.ts';
import { chooseFallback, chooseProvider, type FallbackChoice, type ProviderChoice } from './config/provider-choice.ts';
import { checkPorts } from './config/listen.ts';
import type { Rate } from './config/rate.ts';
import { VARIABLES, type Values, type Variable } from './config/variables.ts';

export { ConfigError } from './config/config-error.ts';

/** The whole configuration: every variable by its name in camel case, and what follows from several of them. */
export interface Config extends Omit<Values, 'rateLimit'> {
  readonly access: Access;
  /** Null: no limit. */
  readonly rateLimit: Rate | null;
  /** Who answers. */
  readonly provider: ProviderChoice;
  /** Who answers where that one gives nothing. */
  readonly fallback: FallbackChoice | null;
  /** Who says what passages mean; null: nobody. */
  readonly embedding: EmbeddingChoice | null;
  /** Values that no log line may hold. */
  readonly secrets: readonly string[];
  /** Where `npm run token` keeps the secret of a machine without JWT_SECRET_KEY. */
  readonly developmentSecretPath: string;
}

const LIVE_TURNS_ON_A_NETWORK = 20;
const RATE_ON_A_NETWORK: Rate = { requests: 120, windowMs: 60_000 };

/** Reads the environment and `.env`, once, at start. Throws `ConfigError` for the first value that cannot be used. */
export function loadConfig(environment: Environment = readEnvironment()): Config {
  const values = parseValues(environment);
  const access = deriveAccess(values);
  checkPorts(values.port, values.listen ?? []);
  return {
    ...values,
    maxLiveTurns: values.maxLiveTurns ?? (access.isLoopback ? null : LIVE_TURNS_ON_A_NETWORK),
    rateLimit: rateFor(values.rateLimit, access),
    access,
    provider: chooseProvider(values),
    fallback: chooseFallback(values),
    embedding: chooseEmbedding(values),
    secrets: secretsOf(values),
    developmentSecretPath: join(dirname(values.storeUrl.file), 'dev-secret'),
  };
}

function rateFor(configured: Rate | 'off' | null, access: Access): Rate | null {
  if (configured === null) return access.isLoopback ? null : RATE_ON_A_NETWORK;
  return configured === 'off' ? null : configured;
}

/** What `npm start -- --help` prints. */
export function helpText(): string {
  const entries = Object.values(VARIABLES).map(
    ({ name, default: fallback, meaning }) => `  ${name}\n      ${meaning}\n      Default: ${fallback || 'unset'}`,
  );
  return `Usage: npm start [-- --help]

Parlance is configured by environment variables, or by lines of a .env file in the
working directory; exported variables win. An empty value counts as unset.

${entries.join('\n')}
`;
}

function parseValues(environment: Environment): Values {
  const parsed = Object.entries(VARIABLES).map(([key, variable]) => [key, parseOne(variable, environment)] as const);
  // The one place where names become types: the entries are exactly those of VARIABLES, each parsed by its own parser.
  return Object.fromEntries(parsed) as Values;
}

function parseOne(variable: Variable<unknown>, environment: Environment): unknown {
  const given = environment[variable.name]?.trim();
  const text = given === undefined || given === '' ? variable.default : given;
  if (text === null) return null;
  try {
    return variable.parse(text);
  } catch (error) {
    if (!(error instanceof BadValue)) throw error;
    const shown = variable.secret ? '' : `, not ${JSON.stringify(text.slice(0, 80))}`;
    throw new ConfigError(variable.name, `${error.message}${shown}`);
  }
}

function secretsOf(values: Values): readonly string[] {
  const { openaiApiKey, anthropicApiKey, fallbackApiKey, embeddingApiKey, jwtSecretKey } = values;
  const { openaiBaseUrl, anthropicBaseUrl, fallbackBaseUrl, embeddingBaseUrl, databaseUrl, s3Endpoint } = values;
  const { awsAccessKeyId, awsSecretAccessKey } = values;
  const passwords = [openaiBaseUrl, anthropicBaseUrl, fallbackBaseUrl, embeddingBaseUrl, databaseUrl, s3Endpoint].map(
    passwordIn,
  );
  const keys = [
    openaiApiKey,
    anthropicApiKey,
    fallbackApiKey,
    embeddingApiKey,
    jwtSecretKey,
    awsAccessKeyId,
    awsSecretAccessKey,
  ];
  const secrets = [...keys, ...passwords];
  return secrets.filter((secret): secret is string => secret !== null && secret !== '');
}

function passwordIn(address: string | null): string | null {
  return address === null ? null : (URL.parse(address)?.password ?? null);
}
