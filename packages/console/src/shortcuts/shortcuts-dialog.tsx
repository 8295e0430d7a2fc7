import './shortcuts.css';
import { useEffect, useRef } from 'react';
import { useStore } from '../parts/store.ts';
import { useEscape } from './escape.ts';
import { areShortcutsOpen, SHORTCUTS } from './shortcuts.ts';

/** The list of shortcuts, as a dialog of the browser's own: it keeps the focus inside and gives it back. */
export function ShortcutsDialog() {
  const isOpen = useStore(areShortcutsOpen);
  const dialog = useRef<HTMLDialogElement>(null);
  useEscape(isOpen, () => areShortcutsOpen.set(false));
  useEffect(() => {
    if (isOpen) dialog.current?.showModal();
    else dialog.current?.close();
  }, [isOpen]);
  return (
    <dialog ref={dialog} className="shortcuts" aria-labelledby="shortcuts" onClose={() => areShortcutsOpen.set(false)}>
      <h2 id="shortcuts">Shortcuts</h2>
      <dl>
        {SHORTCUTS.map(([keys, effect]) => (
          <div key={keys}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{effect}</dd>
          </div>
        ))}
      </dl>
      <button type="button" className="soft" onClick={() => areShortcutsOpen.set(false)}>
        Close
      </button>
    </dialog>
  );
}
