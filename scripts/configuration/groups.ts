import type { VARIABLES } from '../../packages/server/src/config/variables.ts';

type Key = keyof typeof VARIABLES;

/** What the reference says of a variable beyond what the server itself knows. */
export interface Entry {
  readonly key: Key;
  /** What a number counts; missing where the value is no quantity. */
  readonly unit?: string;
  /** A value that the server takes, for a secret a recognisable placeholder. */
  readonly example: string;
}

/** Variables that somebody sets for one reason. */
export interface Group {
  readonly title: string;
  /** When a reader cares for it, in a sentence or two. */
  readonly about: string;
  readonly entries: readonly Entry[];
}

/** Every variable, in the order of docs/configuration.md. `scripts/documents.test.ts` finds one that is left out. */
export const GROUPS: readonly Group[] = [
  {
    title: 'Address and data',
    about: 'Where the server listens and keeps what must last. Back up what `STORE_URL` names.',
    entries: [
      { key: 'port', example: '9000' },
      { key: 'host', example: '0.0.0.0' },
      { key: 'listen', example: 'milo=8001,staff=8002' },
      { key: 'storeUrl', example: 'sqlite:/var/lib/parlance/parlance.db' },
      { key: 'assistants', example: 'examples/assistants' },
      { key: 'console', example: 'off' },
    ],
  },
  {
    title: 'Who answers',
    about: 'Without any of these the scripted model answers, offline. The README shows the usual combinations.',
    entries: [
      { key: 'model', example: 'openai' },
      { key: 'openaiApiKey', example: 'sk-…' },
      { key: 'openaiBaseUrl', example: 'http://127.0.0.1:11434/v1' },
      { key: 'openaiModel', example: 'gpt-4o-mini' },
      { key: 'openaiApi', example: 'responses' },
      { key: 'assistantRuntime', example: 'agents' },
      { key: 'agentsTracing', example: 'true' },
      { key: 'maxToolSteps', unit: 'requests', example: '4' },
      { key: 'anthropicApiKey', example: 'sk-ant-…' },
      { key: 'anthropicBaseUrl', example: 'https://gateway.example.com' },
      { key: 'anthropicModel', example: 'claude-sonnet-4-5' },
      { key: 'aiSdkProvider', example: '@ai-sdk/mistral' },
      { key: 'aiSdkModel', example: 'mistral-large-latest' },
    ],
  },
  {
    title: 'When a provider fails',
    about: 'How long a provider may be silent, and who is asked in its place before the first token.',
    entries: [
      { key: 'firstTokenSeconds', unit: 'seconds', example: '30' },
      { key: 'betweenTokensSeconds', unit: 'seconds', example: '20' },
      { key: 'fallbackModel', example: 'anthropic:claude-sonnet-4-5' },
      { key: 'fallbackBaseUrl', example: 'https://gateway.example.com' },
      { key: 'fallbackApiKey', example: 'sk-ant-…' },
    ],
  },
  {
    title: 'Answers',
    about: 'What a request may ask for, and how long an answer may be.',
    entries: [
      { key: 'allowedModels', example: 'gpt-4o,gpt-4o-mini' },
      { key: 'maxTokens', unit: 'tokens', example: '4000' },
      { key: 'timeoutSeconds', unit: 'seconds', example: '60' },
      { key: 'memoryWaitMs', unit: 'milliseconds', example: '200' },
    ],
  },
  {
    title: 'Who may come in',
    about:
      'On loopback everybody may. Any other `HOST` needs `JWT_SECRET_KEY` or `JWKS_URL`, or an express `ALLOW_ANONYMOUS`.',
    entries: [
      { key: 'jwtSecretKey', example: 'the output of "openssl rand -base64 32"' },
      { key: 'jwksUrl', example: 'https://login.example.com/.well-known/jwks.json' },
      { key: 'jwtIssuer', example: 'https://login.example.com' },
      { key: 'jwtAudience', example: 'parlance' },
      { key: 'authRequired', example: 'true' },
      { key: 'allowAnonymous', example: 'true' },
      { key: 'corsOrigins', example: 'https://chat.example.com' },
      { key: 'trustedProxies', example: '127.0.0.1,10.0.0.0/8' },
      { key: 'outboundAllow', example: 'minio.internal:9000' },
    ],
  },
  {
    title: 'Limits',
    about: 'What is refused before it costs anything; [limits.md](limits.md) says with which answer.',
    entries: [
      { key: 'rateLimit', example: '60/min' },
      { key: 'maxLiveTurns', unit: 'turns', example: '5' },
      { key: 'maxMemoryMb', unit: 'MB', example: '2048' },
      { key: 'pointsGrant', unit: 'points', example: '500' },
    ],
  },
  {
    title: 'Streams and stopping',
    about:
      'A heartbeat has to be shorter than the shortest idle limit between server and reader: see [deploy.md](deploy.md).',
    entries: [
      { key: 'heartbeatMs', unit: 'milliseconds', example: '10000' },
      { key: 'readerStallSeconds', unit: 'seconds', example: '60' },
      { key: 'drainSeconds', unit: 'seconds', example: '60' },
    ],
  },
  {
    title: 'Documents and files',
    about: 'What answers draw on, and what users send along: [documents.md](documents.md), [media.md](media.md).',
    entries: [
      { key: 'documents', example: 's3://papers/2026' },
      { key: 'embeddingModel', example: 'text-embedding-3-small' },
      { key: 'embeddingBaseUrl', example: 'http://127.0.0.1:11434/v1' },
      { key: 'embeddingApiKey', example: 'sk-…' },
      { key: 'documentMaxMb', unit: 'MB', example: '100' },
      { key: 'mediaStore', example: 's3://uploads/parlance' },
      { key: 'mediaMaxMb', unit: 'MB', example: '10' },
      { key: 's3Endpoint', example: 'http://minio.internal:9000' },
      { key: 'awsAccessKeyId', example: 'AKIA…' },
      { key: 'awsSecretAccessKey', example: 'the secret of that key' },
      { key: 'awsRegion', example: 'eu-central-1' },
      { key: 'databaseUrl', example: 'postgres://milo_reader@db.internal/yale' },
    ],
  },
  {
    title: 'Logs',
    about: 'One JSON object a line on standard output, without the text of messages.',
    entries: [
      { key: 'logLevel', example: 'DEBUG' },
      { key: 'enableLogs', example: 'true' },
    ],
  },
];
