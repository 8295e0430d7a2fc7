import './question.css';
import { memo, useState, type KeyboardEvent } from 'react';
import { CopyButton } from '../parts/copy-button.tsx';
import { Icon } from '../parts/icon.tsx';
import { Problem } from '../parts/problem.tsx';
import { useEscape } from '../shortcuts/escape.ts';
import { Tool, WHAT_FOLLOWS } from './answer.tsx';
import type { Row } from './rows.ts';

/** What can be done with a message of one's own. Stable functions: they are handed to every row. */
export interface QuestionActions {
  /** Sends another text in its place, as a branch beside it. */
  resend(row: Row, text: string): void;
  /** Takes a message that was refused back into the composer. */
  takeBack(row: Row): void;
}

/** A message of the user's: as it was typed, to be changed and sent again. */
export const Question = memo(function Question({
  row,
  isLast,
  actions,
}: {
  readonly row: Row;
  /** True of the newest message. */
  readonly isLast: boolean;
  readonly actions: QuestionActions;
}) {
  const [isEditing, setEditing] = useState(false);
  const refusal = row.status === 'refused' ? (row.live?.error ?? null) : null;
  if (isEditing) {
    return (
      <Editor
        text={row.text}
        note={isLast ? '' : WHAT_FOLLOWS}
        onCancel={() => setEditing(false)}
        onSend={(text) => {
          setEditing(false);
          actions.resend(row, text);
        }}
      />
    );
  }
  return (
    <article className="question" aria-label="You said" data-status={row.status}>
      <p dir="auto">{row.text}</p>
      {row.media.length === 0 ? null : (
        <div className="with-files">
          <Icon name="attach" />
          {row.media.length === 1 ? 'with a file' : `with ${row.media.length} files`}
        </div>
      )}
      {refusal !== null ? (
        <Problem error={refusal}>
          <Tool icon="edit" label="Take it back" isShown onPress={() => actions.takeBack(row)} />
        </Problem>
      ) : (
        <footer className="tools">
          <CopyButton text={row.text} label="Copy message" />
          {row.parent === undefined || row.id === null ? null : (
            <Tool icon="edit" label="Edit and send again" onPress={() => setEditing(true)} />
          )}
        </footer>
      )}
    </article>
  );
});

interface EditorProps {
  readonly text: string;
  /** What is to be known before it is sent; '' is nothing. */
  readonly note: string;
  readonly onSend: (text: string) => void;
  readonly onCancel: () => void;
}

function Editor({ text, note, onSend, onCancel }: EditorProps) {
  const [draft, setDraft] = useState(text);
  useEscape(true, onCancel);
  const send = (): void => {
    if (draft.trim() !== '') onSend(draft);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
      event.preventDefault();
      send();
    }
  };
  return (
    <div className="question editing">
      <textarea
        aria-label="Edit your message"
        dir="auto"
        value={draft}
        autoFocus
        onFocus={({ target }) => target.setSelectionRange(text.length, text.length)}
        rows={Math.min(10, draft.split('\n').length + 1)}
        onChange={(event) => setDraft(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <div className="actions">
        {note === '' ? null : <span className="fine">{note}</span>}
        <button type="button" className="soft" onClick={onCancel}>
          Cancel
        </button>
        <button type="button" className="primary" disabled={draft.trim() === ''} onClick={send}>
          Send
        </button>
      </div>
    </div>
  );
}
