import './progress.css';
import type { TurnState } from '@parlance/client';

interface ProgressProps {
  readonly live: TurnState | null;
  /** True until the first word. */
  readonly isWaiting: boolean;
  readonly speaker: string;
}

/** What is being done before and beside the words, in one calm line; nothing once the words come by themselves. */
export function Progress({ live, isWaiting, speaker }: ProgressProps) {
  const note = connectionNote(live);
  const last = live?.progress.at(-1);
  if (note === null && !isWaiting) return null;
  const text = note ?? last?.message ?? (live?.status === 'sending' ? 'Sending' : `${speaker} is thinking`);
  return (
    <p className="progress" role="status">
      <span className="pulse" aria-hidden="true" />
      <span>{text}</span>
      {note === null && last?.percent !== undefined ? (
        <span className="percent">{Math.round(last.percent)} %</span>
      ) : null}
    </p>
  );
}

function connectionNote(live: TurnState | null): string | null {
  if (live?.stop === 'asked') return 'Stopping';
  if (live?.stop === 'stored') return 'The server knows; the answer ends now';
  if (live?.connection.state !== 'waiting') return null;
  const { isOffline, cause, retryAt } = live.connection;
  if (isOffline) return 'This device is offline. The answer goes on at the server, and here as soon as you are back';
  if (cause.kind === 'network') return 'Connection lost. Reconnecting; nothing is lost';
  const why = cause.kind === 'rate-limited' ? 'Too many requests' : 'The server is busy or starting';
  // The time of day stands still: a countdown would be read out by screen readers each second.
  const time = new Date(retryAt).toLocaleTimeString();
  return live.status === 'sending'
    ? `${why}. Your message is sent again at ${time}`
    : `${why}. The answer goes on at the server; asked for again at ${time}`;
}
