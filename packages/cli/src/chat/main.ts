import { createClient } from '@parlance/client';
import { EXIT } from '../terminal/exit.ts';
import { realTerminal } from '../terminal/real-terminal.ts';
import { runChat } from './chat.ts';
import { readChatOptions, USAGE, type ChatOptions } from './options.ts';

/** `npm run chat`: see `--help`. */
const options = optionsOrExit();
if (options !== null) {
  const { stdin: input, stdout: output, stderr: errors } = process;
  const terminal = realTerminal({ input, output, errors }, process.env);
  const { url, token } = options;
  const client = createClient({ url, ...(token === null ? {} : { token }) });
  process.exitCode = await runChat(options, terminal, client);
  terminal.close();
}

function optionsOrExit(): ChatOptions | null {
  try {
    const read = readChatOptions(process.argv.slice(2), process.env);
    if (read !== 'help') return read;
    process.stdout.write(USAGE);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    process.stderr.write(`${error.message}\nnpm run chat -- --help lists the options.\n`);
    process.exitCode = EXIT.usage;
  }
  return null;
}
