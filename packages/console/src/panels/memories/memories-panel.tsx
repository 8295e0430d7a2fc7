import './memories.css';
import { useEffect, useState } from 'react';
import { Link } from '../../app/link.tsx';
import type { OpenConversation } from '../../conversation/open-conversation.ts';
import { Icon } from '../../parts/icon.tsx';
import { Problem } from '../../parts/problem.tsx';
import { useStore } from '../../parts/store.ts';
import { useEscape } from '../../shortcuts/escape.ts';
import { MemoryList, type Memory } from './memory-list.ts';

/** What is remembered of the user, where each of it was said, and how to set it right or have it forgotten. */
export function MemoriesPanel({ conversation }: { readonly conversation: OpenConversation }) {
  const { stored } = useStore(conversation.view);
  const [list] = useState(() => new MemoryList());
  const { memories, error } = useStore(list.view);
  const newest = stored.at(-1)?.key ?? null;
  useEffect(() => void list.read(), [list, newest]);
  return (
    <>
      {error === null ? null : <Problem error={error} />}
      {memories === null ? (
        <p className="fine">Reading</p>
      ) : memories.length === 0 ? (
        <p className="fine">
          Nothing yet. Say something about yourself or your work: “my deadline is Friday”, “I prefer short answers”,
          “call me Sam”. It is noted every few messages, and every word you said can be found at once.
        </p>
      ) : (
        <ul className="memories">
          {memories.map((memory) => (
            <MemoryItem key={memory.id} memory={memory} list={list} />
          ))}
        </ul>
      )}
    </>
  );
}

function MemoryItem({ memory, list }: { readonly memory: Memory; readonly list: MemoryList }) {
  const [isEditing, setEditing] = useState(false);
  const { id, text, type, extractor } = memory;
  return (
    <li>
      {isEditing ? (
        <ValueEditor
          memory={memory}
          onCancel={() => setEditing(false)}
          onSave={(value) => {
            setEditing(false);
            void list.correct(id, value);
          }}
        />
      ) : (
        <div className="memory">
          <p dir="auto">{text}</p>
          <button type="button" className="quiet" aria-label={`Correct: ${text}`} onClick={() => setEditing(true)}>
            <Icon name="edit" />
          </button>
          <button type="button" className="quiet" aria-label={`Forget: ${text}`} onClick={() => void list.forget(id)}>
            <Icon name="trash" />
          </button>
        </div>
      )}
      <details>
        <summary className="fine">
          {type},{' '}
          {extractor === 'user' ? 'set right by you' : `found by ${extractor === 'rules' ? 'rules' : 'a model'}`}
        </summary>
        <Sources memory={memory} />
      </details>
    </li>
  );
}

function Sources({ memory: { sources } }: { readonly memory: Memory }) {
  return (
    <ul className="memory-sources">
      {sources.map(({ message, conversation, speaker, time, text }) => (
        <li key={message}>
          <blockquote dir="auto">{text}</blockquote>
          <p className="fine">
            {speaker}, <time dateTime={time}>{new Date(time).toLocaleString()}</time>,{' '}
            <Link to={{ kind: 'conversation', id: conversation }}>in this conversation</Link>
          </p>
        </li>
      ))}
    </ul>
  );
}

interface ValueEditorProps {
  readonly memory: Memory;
  readonly onSave: (value: string) => void;
  readonly onCancel: () => void;
}

function ValueEditor({ memory, onSave, onCancel }: ValueEditorProps) {
  const [value, setValue] = useState(memory.value);
  useEscape(true, onCancel);
  return (
    <form
      className="memory-editor"
      onSubmit={(event) => {
        event.preventDefault();
        if (value.trim() !== '') onSave(value.trim());
      }}
    >
      <input
        aria-label={`Correct: ${memory.text}`}
        value={value}
        autoFocus
        maxLength={2_000}
        onChange={({ target }) => setValue(target.value)}
      />
      <button type="submit" className="soft" disabled={value.trim() === ''}>
        Save
      </button>
    </form>
  );
}
