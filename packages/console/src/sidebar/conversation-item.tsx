import './conversation-item.css';
import type { Conversation } from '@parlance/client';
import { memo, useEffect, useRef, useState } from 'react';
import { Link } from '../app/link.tsx';
import { currentRoute, navigate } from '../app/router.ts';
import { noteFailure } from '../app/server.ts';
import { characterOf } from '../assistants/characters.ts';
import { Icon } from '../parts/icon.tsx';
import { useEscape } from '../shortcuts/escape.ts';
import { remove, rename } from './conversation-list.ts';

interface ItemProps {
  readonly conversation: Conversation;
  readonly isCurrent: boolean;
  readonly onFollow: () => void;
}

/** A conversation in the list: opened by a click, renamed and deleted in place. */
export const ConversationItem = memo(function ConversationItem({ conversation, isCurrent, onFollow }: ItemProps) {
  const { id, assistant } = conversation;
  const [mode, setMode] = useState<'shown' | 'renaming' | 'deleting'>('shown');
  const title = conversation.title ?? `With ${characterOf(assistant).name}`;
  const item = useRef<HTMLLIElement>(null);
  const returnsFocus = useRef(false);
  const show = (hadFocus: boolean): void => {
    returnsFocus.current = hadFocus;
    setMode('shown');
  };
  // What had the focus is gone with the mode: it returns to the conversation.
  useEffect(() => {
    if (mode === 'shown' && returnsFocus.current) item.current?.querySelector('a')?.focus();
    returnsFocus.current = false;
  }, [mode]);
  if (mode === 'renaming') {
    return (
      <li data-assistant={assistant}>
        <Rename id={id} title={title} onEnd={show} />
      </li>
    );
  }
  if (mode === 'deleting') {
    return (
      <li data-assistant={assistant} className="deleting">
        <Deletion id={id} title={title} onEnd={show} />
      </li>
    );
  }
  return (
    <li ref={item} data-assistant={assistant}>
      <Link to={{ kind: 'conversation', id }} isCurrent={isCurrent} onFollow={onFollow} className="entry">
        <span className="dot" aria-hidden="true" />
        <span className="title" dir="auto">
          {title}
        </span>
      </Link>
      <span className="entry-tools">
        <button type="button" className="quiet" aria-label={`Rename ${title}`} onClick={() => setMode('renaming')}>
          <Icon name="edit" />
        </button>
        <button type="button" className="quiet" aria-label={`Delete ${title}`} onClick={() => setMode('deleting')}>
          <Icon name="trash" />
        </button>
      </span>
    </li>
  );
});

interface ModeProps {
  readonly id: string;
  readonly title: string;
  /** Whether the focus was inside, and has to go somewhere. */
  readonly onEnd: (hadFocus: boolean) => void;
}

function Rename({ id, title, onEnd }: ModeProps) {
  const [draft, setDraft] = useState(title);
  const isOver = useRef(false);
  const end = (hadFocus: boolean): void => {
    // A field that goes loses the focus as well, which must not save what was given up.
    isOver.current = true;
    onEnd(hadFocus);
  };
  const save = (hadFocus: boolean): void => {
    if (isOver.current) return;
    const wanted = draft.trim();
    end(hadFocus);
    if (wanted !== '' && wanted !== title) rename(id, wanted).catch(noteFailure);
  };
  useEscape(true, () => end(true));
  return (
    <input
      className="rename"
      aria-label="New title"
      dir="auto"
      value={draft}
      maxLength={200}
      autoFocus
      onFocus={(event) => event.target.select()}
      onChange={(event) => setDraft(event.target.value)}
      onKeyDown={({ key, nativeEvent }) => {
        if (key === 'Enter' && !nativeEvent.isComposing) save(true);
      }}
      onBlur={() => save(false)}
    />
  );
}

/** Asks once more: what is deleted is gone for good. */
function Deletion({ id, title, onEnd }: ModeProps) {
  useEscape(true, () => onEnd(true));
  const confirm = (): void => {
    onEnd(true);
    remove(id).then(() => {
      const route = currentRoute.get();
      if (route.kind === 'conversation' && route.id === id) navigate({ kind: 'home' }, { replace: true });
    }, noteFailure);
  };
  return (
    <div role="group" aria-label={`Delete ${title}?`}>
      <span>Delete for good?</span>
      <button type="button" className="soft danger" autoFocus onClick={confirm}>
        Delete
      </button>
      <button type="button" className="soft" onClick={() => onEnd(true)}>
        Keep
      </button>
    </div>
  );
}
