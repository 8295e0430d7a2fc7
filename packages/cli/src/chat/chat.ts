import { ClientError, type Client } from '@parlance/client';
import { EXIT } from '../terminal/exit.ts';
import { printable } from '../terminal/printable.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { describeError } from './describe.ts';
import { exitCodeOf } from './exit-code.ts';
import { findPartner } from './find-partner.ts';
import type { ChatOptions } from './options.ts';
import type { Partner } from './partner.ts';
import { showAnswer } from './show-answer.ts';

const HELP = `/new      begins a new conversation
/retry    asks the last question again
/history  shows what has been said
/help     this text
/quit     leaves; so does Ctrl-D
Ctrl-C    stops the answer; a second time leaves`;

/** Asks one message, or talks until somebody leaves. Resolves with the exit code. */
export async function runChat(options: ChatOptions, terminal: Terminal, client: Client): Promise<number> {
  try {
    const partner = await findPartner(client, options);
    if (options.message !== null) return await askOnce(partner, options.message, terminal);
    if (!terminal.isInteractive) return await askOnce(partner, (await terminal.readAll()).trim(), terminal);
    return await talk(partner, terminal);
  } catch (error) {
    if (error instanceof ClientError) terminal.note(describeError(error));
    else if (error instanceof TypeError) terminal.note(error.message);
    else throw error;
    return error instanceof ClientError ? exitCodeOf(error) : EXIT.usage;
  }
}

async function askOnce(partner: Partner, message: string, terminal: Terminal): Promise<number> {
  if (message === '') throw new TypeError('There is no message: give one with --message, or pipe it in.');
  return await showAnswer(await partner.send(message), terminal);
}

async function talk(partner: Partner, terminal: Terminal): Promise<number> {
  terminal.note(`You are talking to ${printable(partner.title)}. /help lists what else you can do.`);
  for (const stream of await partner.open()) {
    terminal.note('An answer is under way:');
    if ((await showAnswer(stream, terminal)) === EXIT.stopped) break;
  }
  for (let code: number | null = null; ;) {
    const line = (await terminal.ask())?.trim() ?? '/quit';
    if (line === '') continue;
    code = line.startsWith('/')
      ? await obey(line, partner, terminal)
      : await answer(() => partner.send(line), terminal);
    if (code !== null) {
      const id = partner.conversation();
      if (id !== null) terminal.note(`To go on later: --conversation ${id}`);
      return code;
    }
  }
}

/** Resolves with the exit code where that was the last; null where the talk goes on. */
async function obey(command: string, partner: Partner, terminal: Terminal): Promise<number | null> {
  switch (command) {
    case '/quit':
      return EXIT.ok;
    case '/new':
      terminal.note(partner.startAnew() ? 'A new conversation.' : 'There is one conversation with each colleague.');
      return null;
    case '/retry':
      return await answer(() => partner.retry(), terminal);
    case '/history':
      return await answer(async () => {
        for (const { role, text, status } of await partner.history()) {
          const mark = status === 'complete' ? '' : ` (${status})`;
          terminal.note(`${role === 'user' ? '>' : '<'}${mark} ${printable(text)}`);
        }
        return null;
      }, terminal);
    default:
      terminal.note(command === '/help' ? HELP : `There is no ${printable(command)}. /help lists what there is.`);
      return null;
  }
}

/** Shows what `ask` begins. A failure is told, and the talk goes on; who has left it with Ctrl-C leaves it all. */
async function answer(ask: () => ReturnType<Partner['retry']>, terminal: Terminal): Promise<number | null> {
  try {
    const stream = await ask();
    if (stream === null) return null;
    const code = await showAnswer(stream, terminal);
    return code === EXIT.stopped && stream.state.status === 'running' ? code : null;
  } catch (error) {
    if (!(error instanceof ClientError)) throw error;
    terminal.note(describeError(error));
    return null;
  }
}
