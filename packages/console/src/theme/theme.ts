import { Store } from '../parts/store.ts';

export type Theme = 'auto' | 'light' | 'dark';

const KEY = 'parlance:theme';
const ORDER: readonly Theme[] = ['auto', 'light', 'dark'];

/** The chosen theme; `auto` is what the system prefers. Kept in this browser. */
export const theme = new Store<Theme>(readTheme());

export function applyTheme(): void {
  // `colours.css` reads it.
  document.documentElement.dataset['theme'] = theme.get();
}

export function nextTheme(): void {
  const next = ORDER[(ORDER.indexOf(theme.get()) + 1) % ORDER.length] ?? 'auto';
  theme.set(next);
  applyTheme();
  try {
    localStorage.setItem(KEY, next);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}

function readTheme(): Theme {
  try {
    return ORDER.find((each) => each === localStorage.getItem(KEY)) ?? 'auto';
  } catch {
    return 'auto';
  }
}
