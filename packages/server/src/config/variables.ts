import { consolePlace } from './console-place.ts';
import { systemPorts } from './listen.ts';
import {
  anyText,
  boolean,
  documentPlace,
  existingFolder,
  host,
  hosts,
  httpUrl,
  integer,
  list,
  mediaPlace,
  networks,
  oneOf,
  origins,
  postgresUrl,
  providerAndModel,
  storeUrl,
  type Parser,
} from './parsers.ts';
import { rateOrOff } from './rate.ts';

/** One environment variable: all that the parser, `--help` and the documentation need to know of it. */
export interface Variable<T> {
  readonly name: string;
  /** As it would be written in the environment; null where unset means something of its own, as `meaning` says. */
  readonly default: string | null;
  readonly meaning: string;
  readonly parse: Parser<T>;
  /** Secrets are never repeated in messages and are redacted from logs. */
  readonly secret: boolean;
}

function variable<T>(name: string, fallback: string, meaning: string, parse: Parser<T>): Variable<T> {
  return { name, default: fallback, meaning, parse, secret: false };
}

function optional<T>(name: string, meaning: string, parse: Parser<T>): Variable<T | null> {
  return { name, default: null, meaning, parse, secret: false };
}

function secret(name: string, meaning: string): Variable<string | null> {
  return { name, default: null, meaning, parse: anyText, secret: true };
}

const MINUTE_MS = 60_000;

/** Every variable that Parlance reads, in the order of `--help`. Source: CONTRACT.md §1. */
export const VARIABLES = {
  port: variable('PORT', '8000', 'Port to listen on; 0 takes a free one.', integer(0, 65_535)),
  listen: optional(
    'LISTEN',
    'Systems at the root of ports of their own, beside PORT: milo=8001,staff=8002.',
    systemPorts,
  ),
  host: variable('HOST', '127.0.0.1', 'Address to bind to. All but loopback need a secret, see AUTH_REQUIRED.', host),
  storeUrl: variable('STORE_URL', 'sqlite:./data/parlance.db', 'Where everything durable is kept.', storeUrl),
  console: variable(
    'CONSOLE',
    'on',
    'The web console at the root: on (built when its sources have changed), off, or a folder with a built one.',
    consolePlace,
  ),
  assistants: optional(
    'ASSISTANTS',
    'A folder with assistants of your own, beside the shipped ones; one of the same name replaces a shipped one.',
    existingFolder,
  ),
  model: optional(
    'MODEL',
    'Who answers: openai, anthropic, ai-sdk, or scripted (offline). Unset: the first of these that is configured.',
    oneOf('openai', 'anthropic', 'ai-sdk', 'scripted'),
  ),
  openaiApiKey: secret('OPENAI_API_KEY', 'Key of the OpenAI-compatible provider.'),
  openaiBaseUrl: optional(
    'OPENAI_BASE_URL',
    'Address of any compatible server, such as http://127.0.0.1:11434/v1.',
    httpUrl,
  ),
  openaiModel: optional(
    'OPENAI_MODEL',
    'Model of every assistant; unset: gpt-4 for the Personal AI Assistant, gpt-4o for Milo.',
    anyText,
  ),
  openaiApi: variable(
    'OPENAI_API',
    'chat',
    'chat (Chat Completions) or responses (Responses).',
    oneOf('chat', 'responses'),
  ),
  anthropicApiKey: secret('ANTHROPIC_API_KEY', 'Key of Anthropic.'),
  anthropicBaseUrl: optional('ANTHROPIC_BASE_URL', 'Address of any server that speaks Messages.', httpUrl),
  anthropicModel: variable(
    'ANTHROPIC_MODEL',
    'claude-sonnet-4-5',
    'Model of every assistant where Anthropic answers.',
    anyText,
  ),
  aiSdkProvider: optional(
    'AI_SDK_PROVIDER',
    'Package of an AI SDK provider, such as @ai-sdk/mistral, with #export where its name differs; install it first.',
    anyText,
  ),
  aiSdkModel: optional('AI_SDK_MODEL', 'Model of every assistant where AI_SDK_PROVIDER answers.', anyText),
  fallbackModel: optional(
    'FALLBACK_MODEL',
    'Asked where the first gives nothing: openai:<model> or anthropic:<model>.',
    providerAndModel,
  ),
  fallbackBaseUrl: optional(
    'FALLBACK_BASE_URL',
    "Address of the fallback; unset: as the provider's own variables say.",
    httpUrl,
  ),
  fallbackApiKey: secret(
    'FALLBACK_API_KEY',
    "Key of the fallback. With FALLBACK_BASE_URL no other key is ever sent; with neither the provider's own is.",
  ),
  embeddingModel: optional(
    'EMBEDDING_MODEL',
    'Model of an OpenAI-compatible provider that says what passages of documents mean, such as text-embedding-3-small; unset: words are compared only.',
    anyText,
  ),
  embeddingBaseUrl: optional('EMBEDDING_BASE_URL', 'Address of its provider; unset: OPENAI_BASE_URL.', httpUrl),
  embeddingApiKey: secret(
    'EMBEDDING_API_KEY',
    'Key of its provider. With EMBEDDING_BASE_URL no other key is sent; with neither OPENAI_API_KEY is.',
  ),
  firstTokenSeconds: variable(
    'FIRST_TOKEN_SECONDS',
    '120',
    'How long a provider may think before its first token; then it is asked again, or the fallback is.',
    integer(1, 3_600),
  ),
  betweenTokensSeconds: variable(
    'BETWEEN_TOKENS_SECONDS',
    '30',
    'How long a provider may be silent in the middle of an answer; then the answer has broken off.',
    integer(1, 3_600),
  ),
  assistantRuntime: variable(
    'ASSISTANT_RUNTIME',
    'direct',
    'direct, or agents: OpenAI is asked through the Agents SDK, which has a tool that tells the time.',
    oneOf('direct', 'agents'),
  ),
  maxToolSteps: variable(
    'MAX_TOOL_STEPS',
    '8',
    'Requests to the provider that one answer with tools may take.',
    integer(1, 100),
  ),
  agentsTracing: variable(
    'AGENTS_TRACING',
    'false',
    'true: the Agents SDK sends traces, without the texts, to OpenAI.',
    boolean,
  ),
  allowedModels: optional(
    'ALLOWED_MODELS',
    "Models that a request may name, comma-separated; unset: the assistant's own.",
    list,
  ),
  maxTokens: variable(
    'MAX_TOKENS',
    '2000',
    'Longest answer in tokens where the request names no limit.',
    integer(1, 1_000_000),
  ),
  timeoutSeconds: variable(
    'TIMEOUT_SECONDS',
    '30',
    "Time limit of one of the Personal AI Assistant's answers, seconds.",
    integer(1, 86_400),
  ),
  logLevel: variable('LOG_LEVEL', 'INFO', 'DEBUG, INFO, WARNING or ERROR.', oneOf('DEBUG', 'INFO', 'WARNING', 'ERROR')),
  jwtSecretKey: secret(
    'JWT_SECRET_KEY',
    'Secret of HS256 tokens, 32 bytes or more. Unset on loopback: a random one is kept beside the data.',
  ),
  jwksUrl: optional('JWKS_URL', 'Address of the public keys of RS256, PS256, ES256 or EdDSA tokens.', httpUrl),
  jwtIssuer: optional('JWT_ISSUER', 'Issuer that tokens must name; unset: any.', anyText),
  jwtAudience: optional('JWT_AUDIENCE', 'Audience that tokens must name; unset: any.', anyText),
  authRequired: optional(
    'AUTH_REQUIRED',
    'true: every surface needs a token. Unset: false on loopback, true elsewhere.',
    boolean,
  ),
  allowAnonymous: variable(
    'ALLOW_ANONYMOUS',
    'false',
    'true: a host other than loopback serves requests without a token too.',
    boolean,
  ),
  corsOrigins: variable(
    'CORS_ORIGINS',
    '',
    'Other origins whose pages may use the native API, comma-separated.',
    origins,
  ),
  trustedProxies: variable(
    'TRUSTED_PROXIES',
    '',
    'Addresses or networks whose X-Forwarded-For is believed, comma-separated.',
    networks,
  ),
  outboundAllow: variable(
    'OUTBOUND_ALLOW',
    '',
    'Hosts that may be asked although their addresses are not public, comma-separated: minio.internal:9000.',
    hosts,
  ),
  mediaStore: optional(
    'MEDIA_STORE',
    'Where uploaded files are kept: a folder, or s3://bucket/prefix. Unset: the folder media beside the database.',
    mediaPlace,
  ),
  mediaMaxMb: variable('MEDIA_MAX_MB', '20', 'Largest file that a user may send along, MB.', integer(1, 1_000)),
  heartbeatMs: variable('HEARTBEAT_MS', '15000', 'Longest silence on a stream, milliseconds.', integer(10, MINUTE_MS)),
  memoryWaitMs: variable(
    'MEMORY_WAIT_MS',
    '400',
    'Longest that an answer waits for what is remembered, milliseconds; then it comes without.',
    integer(1, MINUTE_MS),
  ),
  readerStallSeconds: variable(
    'READER_STALL_SECONDS',
    '30',
    'A stream whose client takes or acknowledges nothing for so long is cut; its cursor resumes.',
    integer(1, 3_600),
  ),
  drainSeconds: variable(
    'DRAIN_SECONDS',
    '25',
    'How long running answers may go on after SIGTERM; the process is gone at most 5 s later.',
    integer(0, 3_600),
  ),
  documents: optional(
    'DOCUMENTS',
    'Documents for everybody: a folder, s3://bucket/prefix, or off. Unset: the shipped samples.',
    documentPlace,
  ),
  s3Endpoint: optional('S3_ENDPOINT', 'Address of an S3-compatible server; unset: Amazon.', httpUrl),
  awsAccessKeyId: secret('AWS_ACCESS_KEY_ID', 'Key of the bucket in DOCUMENTS; unset: requests are not signed.'),
  awsSecretAccessKey: secret('AWS_SECRET_ACCESS_KEY', 'Its secret.'),
  awsRegion: variable('AWS_REGION', 'us-east-1', 'Region of the bucket.', anyText),
  documentMaxMb: variable('DOCUMENT_MAX_MB', '50', 'Largest document that is read, MB.', integer(1, 1_024)),
  databaseUrl: {
    ...secret('DATABASE_URL', "PostgreSQL with Milo's alumni (docs/milo.md); unset: a small file of made-up alumni."),
    parse: postgresUrl,
  },
  enableLogs: variable(
    'ENABLE_LOGS',
    'false',
    "Log the life of each of StudyGuru's streams: lengths and times, no text of messages.",
    boolean,
  ),
  pointsGrant: variable(
    'POINTS_GRANT',
    '1000',
    'Points that a new user begins with, where an assistant costs points.',
    integer(0, 1_000_000_000),
  ),
  maxLiveTurns: optional(
    'MAX_LIVE_TURNS',
    'Turns that one user may have running; unset: no limit on loopback, else 20.',
    integer(1, 1_000_000),
  ),
  rateLimit: optional(
    'RATE_LIMIT',
    'Turns that one user, or one address without a token, may begin: 120/min, 5/sec, 2000/hour or off. Unset: off on loopback, else 120/min.',
    rateOrOff,
  ),
  maxMemoryMb: optional(
    'MAX_MEMORY_MB',
    "Memory of this process, MB; from 85 % of it on new turns are refused. Unset: the container's limit, else the machine's memory.",
    integer(64, 16_777_216),
  ),
} as const;

/** The values as parsed; null where an optional variable is unset. */
export type Values = {
  readonly [K in keyof typeof VARIABLES]: (typeof VARIABLES)[K] extends Variable<infer T> ? T : never;
};
