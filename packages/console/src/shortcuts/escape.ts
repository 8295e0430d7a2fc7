import { useEffect, useRef } from 'react';

/** What is open, the innermost last: it was opened from what is before it. */
const open: { readonly close: () => void }[] = [];

/** While `isOpen`, Escape calls `close` instead of whatever it would do otherwise: the one opened last closes first. */
export function useEscape(isOpen: boolean, close: () => void): void {
  const latest = useRef(close);
  useEffect(() => {
    latest.current = close;
  });
  useEffect(() => {
    if (!isOpen) return undefined;
    const entry = { close: () => latest.current() };
    open.push(entry);
    return () => {
      open.splice(open.indexOf(entry), 1);
    };
  }, [isOpen]);
}

/** Closes the innermost thing that is open; false where nothing is. */
export function closeInnermost(): boolean {
  const innermost = open.at(-1);
  innermost?.close();
  return innermost !== undefined;
}
