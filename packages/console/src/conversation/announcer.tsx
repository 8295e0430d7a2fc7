import type { Row } from './rows.ts';

/** Tells screen readers how an answer stands: that it has begun, and all of it once it is whole. Words one by one would never end. */
export function Announcer({ last, speaker }: { readonly last: Row | undefined; readonly speaker: string }) {
  return (
    <div className="unseen" role="status" aria-live="polite">
      {last === undefined || last.role === 'user' ? '' : wordsFor(last, speaker)}
    </div>
  );
}

function wordsFor({ status, text, isNew }: Row, speaker: string): string {
  switch (status) {
    case 'sending':
    case 'running':
      return `${speaker} is answering.`;
    case 'complete':
      // What was there when the page was opened is read where it stands.
      return isNew ? `${speaker}: ${text}` : '';
    case 'cancelled':
      return 'The answer was stopped.';
    case 'interrupted':
      return 'The answer was interrupted. It can be continued.';
    case 'error':
    case 'refused':
      return 'The answer failed.';
    default:
      return status satisfies never;
  }
}
