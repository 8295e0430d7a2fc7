import { navigate } from '../app/router.ts';
import { Store } from '../parts/store.ts';
import { closeInnermost } from './escape.ts';

/** Whether the list of shortcuts is open. */
export const areShortcutsOpen = new Store(false);

export function openShortcuts(): void {
  areShortcutsOpen.set(true);
}

/** What keys do, in the order of the list. */
export const SHORTCUTS: readonly (readonly [keys: string, effect: string])[] = [
  ['Enter', 'Send the message'],
  ['Shift + Enter', 'Begin a new line'],
  ['Esc', 'Close what is open; where nothing is, stop the answer'],
  ['/', 'Write a message'],
  ['N', 'Begin a new conversation'],
  ['S', 'Search conversations'],
  ['?', 'Show this list'],
];

/** Answers the keys that work everywhere on the page; letters only where nothing is being typed. */
export function listenForKeys(stop: () => void): () => void {
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing || event.metaKey || event.ctrlKey || event.altKey) return;
    if (event.key === 'Escape') {
      // In a search it clears what was typed, by the browser's own rule.
      if (isSearching(event.target)) return;
      // The browser would close a dialog by itself as well: one press does one thing.
      if (closeInnermost()) event.preventDefault();
      else stop();
      return;
    }
    if (isTyping(event.target)) return;
    const act = ACTIONS[event.key.toLowerCase()];
    if (act === undefined) return;
    event.preventDefault();
    act();
  };
  document.addEventListener('keydown', onKeyDown);
  return () => document.removeEventListener('keydown', onKeyDown);
}

const ACTIONS: Readonly<Record<string, (() => void) | undefined>> = {
  '/': () => document.getElementById('composer')?.focus(),
  n: () => navigate({ kind: 'home' }),
  s: () => document.getElementById('search')?.focus(),
  '?': openShortcuts,
};

function isSearching(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement && target.type === 'search' && target.value !== '';
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}
