import './conversation.css';
import { useCallback, useEffect, useRef, useState } from 'react';
import { characterOf } from '../assistants/characters.ts';
import { Mark } from '../assistants/mark.tsx';
import { Link } from '../app/link.tsx';
import { server } from '../app/server.ts';
import { Icon } from '../parts/icon.tsx';
import { Problem } from '../parts/problem.tsx';
import { useStore } from '../parts/store.ts';
import { HEAD_PARTS, SIDE_PANELS } from '../panels/registry.ts';
import { Announcer } from './announcer.tsx';
import { Composer } from './composer.tsx';
import { drafts } from './drafts.ts';
import { Messages, type MessagesProps } from './messages.tsx';
import type { ConversationView as View, OpenConversation } from './open-conversation.ts';
import type { Row } from './rows.ts';
import { SidePanels } from './side-panels.tsx';
import { useActions } from './use-actions.ts';
import { useScroll } from './use-scroll.ts';
import type { Media } from './use-sending.ts';

/** A conversation, or why there is none. */
export function ConversationView({ conversation }: { readonly conversation: OpenConversation }) {
  const { status, error } = useStore(conversation.view);
  if (status === 'failed' && error !== null) return <Missing error={error} />;
  return <Talk conversation={conversation} />;
}

/** A conversation: its head, its messages, and where one writes. */
function Talk({ conversation }: { readonly conversation: OpenConversation }) {
  const view = useStore(conversation.view);
  const { assistants } = useStore(server);
  const assistant = view.conversation?.assistant ?? '';
  const data = assistants?.find(({ name }) => name === assistant);
  const character = characterOf(assistant, data);
  const capabilities = data?.capabilities ?? [];
  const [draft, setDraft] = useDraft(conversation.id);
  const actions = useActions(conversation, setDraft);
  const readEarlier = useCallback(() => void conversation.readEarlier(), [conversation]);
  const first = (view.stored[0] ?? view.live[0])?.key ?? null;
  const { frame, isAtEnd, toEnd } = useScroll({ content: view, first, onNearStart: readEarlier });
  const panels = SIDE_PANELS.filter(({ capability }) => capability === null || capabilities.includes(capability));
  const send = (text: string, media: Media): boolean => {
    setDraft('');
    conversation.send(text, { media });
    toEnd();
    return true;
  };
  return (
    <div className="conversation" data-assistant={assistant}>
      <header className="head">
        <Mark name={character.mark} />
        <h1>{view.conversation?.title ?? character.name}</h1>
        <SidePanels panels={panels} conversation={conversation} />
      </header>
      {HEAD_PARTS.map(({ id, capability, View }) =>
        capabilities.includes(capability) ? <View key={id} conversation={conversation} /> : null,
      )}
      <div className="scroller" ref={frame} tabIndex={-1}>
        <div className="messages" role="log" aria-label={`Conversation with ${character.name}`} aria-live="off">
          {view.hasEarlier ? <p className="fine earlier">Reading earlier messages</p> : null}
          {view.status === 'loading' ? <p className="fine earlier">Opening</p> : null}
          <AllMessages view={view} speaker={character.name} assistant={assistant} actions={actions} />
        </div>
      </div>
      <Announcer last={view.live.at(-1) ?? view.stored.at(-1)} speaker={character.name} />
      <div className="foot">
        {isAtEnd ? null : (
          <button type="button" className="to-end" aria-label="Go to the newest message" onClick={toEnd}>
            <Icon name="down" />
          </button>
        )}
        <Composer
          // Files that were chosen here must not go with a message to another conversation.
          key={conversation.id}
          draft={draft}
          placeholder={character.placeholder}
          isBusy={view.isBusy}
          isDisabled={view.status !== 'ready'}
          onDraft={setDraft}
          onSend={send}
          onStop={() => conversation.stop()}
        />
      </div>
    </div>
  );
}

interface AllMessagesProps extends Pick<MessagesProps, 'speaker' | 'assistant' | 'actions'> {
  readonly view: View;
}

function AllMessages({ view: { stored, live }, ...rest }: AllMessagesProps) {
  const lastOf = (role: Row['role']): string | null => {
    const isOf = (row: Row): boolean => row.role === role;
    return (live.findLast(isOf) ?? stored.findLast(isOf))?.key ?? null;
  };
  const last = { lastQuestion: lastOf('user'), lastAnswer: lastOf('assistant') };
  return (
    <>
      <Messages rows={stored} {...last} {...rest} />
      <Messages rows={live} {...last} {...rest} />
    </>
  );
}

function Missing({ error }: { readonly error: Parameters<typeof Problem>[0]['error'] }) {
  return (
    <div className="page narrow">
      <h1>This conversation cannot be shown</h1>
      <Problem error={error}>
        <Link to={{ kind: 'home' }} className="soft">
          Begin a new one
        </Link>
      </Problem>
    </div>
  );
}

/** What has been typed and not sent, kept for this tab: leaving a conversation or reloading must not lose it. */
function useDraft(id: string): readonly [string, (draft: string) => void] {
  const [draft, show] = useState(() => drafts.get(id) ?? '');
  const shownFor = useRef(id);
  useEffect(() => {
    if (shownFor.current === id) return;
    shownFor.current = id;
    show(drafts.get(id) ?? '');
  }, [id]);
  const set = useCallback(
    (text: string) => {
      drafts.set(id, text);
      show(text);
    },
    [id],
  );
  return [draft, set];
}
