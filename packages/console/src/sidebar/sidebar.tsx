import './sidebar.css';
import { useDeferredValue, useState } from 'react';
import { Link } from '../app/link.tsx';
import { currentRoute } from '../app/router.ts';
import { ServerNote } from '../connection/server-note.tsx';
import { Icon } from '../parts/icon.tsx';
import { useStore } from '../parts/store.ts';
import { openShortcuts } from '../shortcuts/shortcuts.ts';
import { ThemeButton } from '../theme/theme-button.tsx';
import { ConversationItem } from './conversation-item.tsx';
import { list, readForSearch, readMore } from './conversation-list.ts';
import { groupByDay } from './group-by-day.ts';

/** The user's conversations, and what concerns all of them. */
export function Sidebar({ onFollow }: { readonly onFollow: () => void }) {
  const [query, setQuery] = useState('');
  return (
    <>
      <header className="side-head">
        <Link to={{ kind: 'home' }} className="wordmark" label="Parlance: choose an assistant" onFollow={onFollow}>
          Parlance
        </Link>
        <Link to={{ kind: 'home' }} className="soft" onFollow={onFollow}>
          <Icon name="plus" />
          <span>New</span>
        </Link>
      </header>
      <label className="search">
        <Icon name="search" />
        <span className="unseen">Search conversations</span>
        <input
          id="search"
          type="search"
          dir="auto"
          placeholder="Search"
          value={query}
          onFocus={() => void readForSearch()}
          onChange={(event) => setQuery(event.target.value)}
        />
      </label>
      <Conversations query={useDeferredValue(query)} onFollow={onFollow} />
      <footer className="side-foot">
        <ServerNote />
        <Link to={{ kind: 'page', name: 'operations' }} className="quiet" label="Operations" onFollow={onFollow}>
          <Icon name="pulse" />
        </Link>
        <ThemeButton />
        <button
          type="button"
          className="quiet"
          aria-label="Keyboard shortcuts"
          title="Shortcuts (?)"
          onClick={openShortcuts}
        >
          <Icon name="keys" />
        </button>
      </footer>
    </>
  );
}

function Conversations({ query, onFollow }: { readonly query: string; readonly onFollow: () => void }) {
  const { conversations, next } = useStore(list);
  const route = useStore(currentRoute);
  const open = route.kind === 'conversation' ? route.id : null;
  const wanted = query.trim().toLocaleLowerCase();
  const found = (conversations ?? []).filter(({ title, assistant }) =>
    `${title ?? ''} ${assistant}`.toLocaleLowerCase().includes(wanted),
  );
  return (
    <nav className="conversations" aria-label="Conversations">
      {found.length === 0 && conversations !== null ? (
        <p className="fine">
          {wanted === ''
            ? 'Your conversations will stand here. They are kept on your server.'
            : 'No title with these words.'}
        </p>
      ) : null}
      {groupByDay(found, new Date()).map(({ title, conversations: members }) => (
        <section key={title}>
          <h2>{title}</h2>
          <ul>
            {members.map((conversation) => (
              <ConversationItem
                key={conversation.id}
                conversation={conversation}
                isCurrent={conversation.id === open}
                onFollow={onFollow}
              />
            ))}
          </ul>
        </section>
      ))}
      {next !== null && wanted === '' ? (
        <button type="button" className="soft more" onClick={() => void readMore()}>
          Show more
        </button>
      ) : null}
    </nav>
  );
}
