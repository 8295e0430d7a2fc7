import './side-panels.css';
import { Suspense, useState } from 'react';
import type { SidePanel } from '../panels/part.ts';
import { ErrorBoundary } from '../parts/error-boundary.tsx';
import { Icon } from '../parts/icon.tsx';
import type { OpenConversation } from './open-conversation.ts';

interface SidePanelsProps {
  readonly panels: readonly SidePanel[];
  readonly conversation: OpenConversation;
}

/** A button for each panel, and the one that is open. */
export function SidePanels({ panels, conversation }: SidePanelsProps) {
  const [open, setOpen] = useState<string | null>(null);
  const shown = panels.find(({ id }) => id === open);
  return (
    <>
      <nav className="panel-buttons" aria-label="Panels">
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
        <aside
          className="panel"
          aria-label={shown.title}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return;
            // The key that closes the panel must not stop an answer as well.
            event.stopPropagation();
            setOpen(null);
          }}
        >
          <header>
            <h2>{shown.title}</h2>
            <button type="button" className="quiet" aria-label="Close the panel" onClick={() => setOpen(null)}>
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
