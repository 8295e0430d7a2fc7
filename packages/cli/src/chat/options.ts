import { parseArgs } from 'node:util';
import type { Environment } from '../terminal/environment.ts';
import { readUrl } from '../terminal/read-url.ts';

export const USAGE = `Usage: npm run chat -- [options]

  --assistant NAME     who answers: milo, assistant, studyguru, jacie, or a colleague such as staff/maya
                       (default: assistant)
  --message TEXT       asks this, prints the answer and leaves; without it, text that is piped in is the message
  --conversation ID    goes on in a conversation that is there, also with an answer that is under way
  --url URL            the server (default: PARLANCE_URL, else http://127.0.0.1:8000)
  --token TOKEN        who asks (default: PARLANCE_TOKEN); "npm run --silent token -- --user alice" makes one
  --help               this text

The answer goes to standard output, all else to standard error. Ctrl-C stops the answer, a second one leaves.
Exit codes: 0 answered, 1 refused or failed, 64 wrong options, 69 no server, 130 stopped.
`;

/** What `npm run chat` is to do. */
export interface ChatOptions {
  readonly assistant: string;
  readonly url: string;
  readonly token: string | null;
  readonly conversation: string | null;
  /** Null: what is piped in, or what a person types. */
  readonly message: string | null;
}

/** Throws a `TypeError` with one line where the arguments make no sense. */
export function readChatOptions(args: readonly string[], environment: Environment): ChatOptions | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      assistant: { type: 'string', default: 'assistant' },
      message: { type: 'string' },
      conversation: { type: 'string' },
      url: { type: 'string' },
      token: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  return {
    assistant: values.assistant,
    url: readUrl(values.url ?? environment['PARLANCE_URL']),
    token: values.token ?? environment['PARLANCE_TOKEN'] ?? null,
    conversation: values.conversation ?? null,
    message: values.message ?? null,
  };
}
