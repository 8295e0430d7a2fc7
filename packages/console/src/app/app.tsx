import './app.css';
import { Suspense, useEffect, useMemo, useRef, useState } from 'react';
import { Home } from '../assistants/home.tsx';
import { NewConversation } from '../assistants/new-conversation.tsx';
import { AwayBar } from '../connection/away-bar.tsx';
import { TokenBox } from '../connection/token-box.tsx';
import { onChange } from '../conversation/announce.ts';
import { ConversationView } from '../conversation/conversation-view.tsx';
import { openConversation, refreshOpened } from '../conversation/opened.ts';
import { PAGES } from '../pages/registry.tsx';
import { ErrorBoundary } from '../parts/error-boundary.tsx';
import { Icon } from '../parts/icon.tsx';
import { useStore } from '../parts/store.ts';
import { useEscape } from '../shortcuts/escape.ts';
import { listenForKeys } from '../shortcuts/shortcuts.ts';
import { ShortcutsDialog } from '../shortcuts/shortcuts-dialog.tsx';
import { readList } from '../sidebar/conversation-list.ts';
import { Sidebar } from '../sidebar/sidebar.tsx';
import { currentRoute, formatRoute, type Route } from './router.ts';
import { server, watchServer } from './server.ts';

/** The whole page: conversations at the side, one of them in the middle. */
export function App() {
  const route = useStore(currentRoute);
  const { needsToken, hasToken } = useStore(server);
  const [isSideOpen, setSideOpen] = useState(false);
  useUpToDate(hasToken);
  useEffect(() => listenForKeys(stopCurrent), []);
  const close = (): void => setSideOpen(false);
  const sideButton = useRef<HTMLButtonElement>(null);
  useEscape(isSideOpen, () => {
    close();
    sideButton.current?.focus();
  });
  return (
    <div className="app" data-side={isSideOpen ? 'open' : 'closed'}>
      <a className="skip" href="#main">
        To the conversation
      </a>
      <aside className="side" aria-label="Conversations and settings">
        <Sidebar onFollow={close} />
      </aside>
      <button type="button" className="side-cover" aria-label="Close the list" tabIndex={-1} onClick={close} />
      <main id="main">
        <button
          ref={sideButton}
          type="button"
          className="quiet side-button"
          aria-label="Show conversations"
          aria-expanded={isSideOpen}
          onClick={() => setSideOpen(!isSideOpen)}
        >
          <Icon name="menu" />
        </button>
        <AwayBar />
        <ErrorBoundary key={formatRoute(route)} what="this place">
          {needsToken ? <TokenBox hadToken={hasToken} /> : <Place route={route} />}
        </ErrorBoundary>
      </main>
      <ShortcutsDialog />
    </div>
  );
}

function Place({ route }: { readonly route: Route }) {
  switch (route.kind) {
    case 'home':
      return <Home />;
    case 'new':
      return <NewConversation key={route.assistant} assistant={route.assistant} />;
    case 'conversation':
      return <Opened key={route.id} id={route.id} />;
    case 'page': {
      const Page = Object.hasOwn(PAGES, route.name) ? PAGES[route.name] : undefined;
      return Page === undefined ? (
        <Home />
      ) : (
        <div className="scroller">
          <Suspense fallback={<p className="page fine">Opening</p>}>
            <Page />
          </Suspense>
        </div>
      );
    }
    default:
      return route satisfies never;
  }
}

function Opened({ id }: { readonly id: string }) {
  const conversation = useMemo(() => openConversation(id), [id]);
  const { conversation: data } = useStore(conversation.view);
  useEffect(() => {
    document.title = data?.title ?? 'Parlance';
    return () => {
      document.title = 'Parlance';
    };
  }, [data]);
  return <ConversationView conversation={conversation} />;
}

function stopCurrent(): void {
  const route = currentRoute.get();
  if (route.kind === 'conversation') openConversation(route.id).stop();
}

/** Keeps list and conversations as the server has them: after it was away, after this page was, and when others change them. */
function useUpToDate(hasToken: boolean): void {
  useEffect(() => {
    const refresh = (): void => {
      void readList();
      refreshOpened();
    };
    void readList();
    const stopWatching = watchServer(refresh);
    const stopHearing = onChange((id, isHere) => {
      void readList();
      // What this tab does is on its screen already.
      if (!isHere) refreshOpened(id);
    });
    const onShown = (): void => {
      if (document.visibilityState === 'visible') refresh();
    };
    document.addEventListener('visibilitychange', onShown);
    return () => {
      stopWatching();
      stopHearing();
      document.removeEventListener('visibilitychange', onShown);
    };
  }, [hasToken]);
}
