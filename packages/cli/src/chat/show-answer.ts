import { ClientError, type Connection, type TurnState, type TurnStream } from '@parlance/client';
import type { Citation, TurnEvent } from '@parlance/wire';
import { EXIT } from '../terminal/exit.ts';
import { printable } from '../terminal/printable.ts';
import type { Terminal } from '../terminal/terminal.ts';
import {
  describeCitation,
  describeEnd,
  describeError,
  describeProgress,
  describeState,
  describeUsage,
} from './describe.ts';
import { exitCodeOf } from './exit-code.ts';

/**
 * Shows an answer as it comes, to its end or until somebody has left. Resolves with the exit code that it stands for.
 * The first Ctrl-C asks the server to stop, and says "stopped" only when the log does; the second one leaves.
 */
export async function showAnswer(stream: TurnStream, terminal: Terminal): Promise<number> {
  const asked = { times: 0 };
  const stopHearing = terminal.onInterrupt(() => {
    asked.times += 1;
    if (asked.times > 1) stream.close();
    else stop(stream, terminal);
  });
  const stopWatching = stream.subscribe(watchConnection(stream, terminal));
  try {
    // A stream that was begun elsewhere has a beginning already.
    terminal.say(printable(stream.state.text));
    const citations: Citation[] = [];
    const kinds = new Map<number, 'text' | 'reasoning'>();
    for await (const event of stream) {
      if (event.type === 'part.started') kinds.set(event.part, event.kind);
      if (event.type === 'citation') citations.push(event);
      showEvent(event, kinds, terminal);
    }
    return showEnd(stream.state, citations, terminal);
  } catch (error) {
    if (!(error instanceof ClientError)) throw error;
    if (asked.times > 1) {
      terminal.note(
        stream.state.stop === 'stored' ? 'Left; the server stops the answer.' : 'Left; the answer goes on.',
      );
      return EXIT.stopped;
    }
    terminal.note(describeError(error));
    return exitCodeOf(error);
  } finally {
    stopWatching();
    stopHearing();
  }
}

function stop(stream: TurnStream, terminal: Terminal): void {
  terminal.note('Stopping … (Ctrl-C again leaves)');
  stream.cancel().then(
    (outcome) => {
      if (outcome === 'ended') terminal.note('It was over already.');
    },
    (error: unknown) => {
      if (error instanceof ClientError && error.kind !== 'closed')
        terminal.note(`Not stopped: ${describeError(error)}`);
    },
  );
}

function showEvent(event: TurnEvent, kinds: ReadonlyMap<number, 'text' | 'reasoning'>, terminal: Terminal): void {
  switch (event.type) {
    case 'part.delta':
      if (kinds.get(event.part) === 'reasoning') terminal.status('thinking …');
      else terminal.say(printable(event.text));
      return;
    case 'progress':
      terminal.status(describeProgress(event));
      return;
    case 'tool.started':
      terminal.status(`using ${printable(event.name)} …`);
      return;
    case 'state':
      for (const line of describeState(event)) terminal.note(line);
      return;
    default:
  }
}

function showEnd(state: TurnState, citations: readonly Citation[], terminal: Terminal): number {
  terminal.endLine();
  for (const citation of citations) terminal.note(describeCitation(citation));
  if (state.usage !== null) terminal.note(describeUsage(state.usage));
  const end = describeEnd(state);
  if (end !== null) terminal.note(end);
  if (state.status === 'cancelled') return EXIT.stopped;
  return state.status === 'completed' ? EXIT.ok : EXIT.failed;
}

/** Tells of a connection that is lost, once, and of the one that takes its place. */
function watchConnection(stream: TurnStream, terminal: Terminal): () => void {
  let seen: Connection | null = null;
  let isLost = false;
  return () => {
    const { connection } = stream.state;
    if (connection === seen) return;
    seen = connection;
    if (connection.state === 'waiting' && !isLost) {
      isLost = true;
      terminal.note(`Connection lost: ${connection.cause.message} Trying again until it is back …`);
    } else if (connection.state === 'open' && isLost) {
      isLost = false;
      terminal.note('Connected again.');
    }
  };
}
