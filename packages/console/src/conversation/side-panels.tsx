import './side-panels.css';
import { Suspense, useRef, useState } from 'react';
import type { SidePanel } from '../panels/part.ts';
import { ErrorBoundary } from '../parts/error-boundary.tsx';
import { Icon } from '../parts/icon.tsx';
import { useEscape } from '../shortcuts/escape.ts';
import type { OpenConversation } from './open-conversation.ts';

interface SidePanelsProps {
  readonly panels: readonly SidePanel[];
  readonly conversation: OpenConversation;
}

/** A button for each panel, and the one that is open. */
export function SidePanels({ panels, conversation }: SidePanelsProps) {
  const [open, setOpen] = useState<string | null>(null);
  const shown = panels.find(({ id }) => id === open);
  const buttons = useRef<HTMLElement>(null);
  const close = (): void => {
    // What has the focus may go with the panel: it returns to where the panel was opened.
    buttons.current?.querySelector<HTMLElement>('[aria-expanded="true"]')?.focus();
    setOpen(null);
  };
  useEscape(shown !== undefined, close);
  return (
    <>
      <nav ref={buttons} className="panel-buttons" aria-label="Panels">
        {panels.map(({ id, title }) => (
          <button
            key={id}
            type="button"
            className="soft"
            aria-expanded={id === open}
            onClick={() => setOpen(id === open ? null : id)}
          >
            {title}
          </button>
        ))}
      </nav>
      {shown === undefined ? null : (
        <aside className="panel" aria-label={shown.title}>
          <header>
            <h2>{shown.title}</h2>
            <button type="button" className="quiet" aria-label="Close the panel" onClick={close}>
              <Icon name="close" />
            </button>
          </header>
          <ErrorBoundary key={shown.id} what="this panel">
            <Suspense fallback={<p className="fine">Opening</p>}>
              <shown.View conversation={conversation} />
            </Suspense>
          </ErrorBoundary>
        </aside>
      )}
    </>
  );
}
