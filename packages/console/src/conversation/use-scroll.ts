import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import { listenForGestures } from './scroll-gestures.ts';

/** As near as this is the very end: zoomed pages scroll by fractions, and a line may have come since. */
const END = 16;
/** Earlier messages are read when the reader comes so near to the beginning. */
const AHEAD = 1_200;

interface Scrolling {
  readonly frame: RefObject<HTMLDivElement | null>;
  readonly isAtEnd: boolean;
  readonly toEnd: () => void;
}

interface ScrollOptions {
  /** Changes whenever something may have been added. */
  readonly content: unknown;
  /** Changes when messages were put before the first one. */
  readonly first: string | null;
  readonly onNearStart: () => void;
}

/**
 * Follows an answer until the reader moves up by however little, and again once they have come back to the very end;
 * keeps their place when earlier messages are put above it.
 */
export function useScroll({ content, first, onNearStart }: ScrollOptions): Scrolling {
  const frame = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  const [isAtEnd, setAtEnd] = useState(true);
  const before = useRef({ first, fromEnd: 0, top: 0, most: 0 });
  const follow = useCallback((isWanted: boolean) => {
    follows.current = isWanted;
    setAtEnd(isWanted);
    const element = frame.current;
    if (!isWanted || element === null) return;
    element.scrollTop = element.scrollHeight;
    Object.assign(before.current, placeOf(element));
  }, []);
  useLayoutEffect(() => {
    const element = frame.current;
    if (element === null) return;
    if (follows.current) element.scrollTop = element.scrollHeight;
    else if (before.current.first !== first) element.scrollTop = element.scrollHeight - before.current.fromEnd;
    before.current = { first, ...placeOf(element) };
  }, [content, first]);
  useEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    const onScroll = (): void => {
      const { top, most } = before.current;
      const now = placeOf(element);
      Object.assign(before.current, now);
      // Content that became shorter moves what is shown as well: then it stands at its end.
      const isUp = now.top < top && (now.most - now.top > 1 || now.most >= most);
      if (isUp) follow(false);
      // The end that the reader has reached is the one that was there to be seen.
      else if (now.top > top && now.top >= Math.min(most, now.most) - END) follow(true);
      if (now.top < AHEAD) onNearStart();
    };
    element.addEventListener('scroll', onScroll, { passive: true });
    const stopListening = listenForGestures(element, { onUp: () => follow(false), onEnd: () => follow(true) });
    // Text that is laid out late, such as that far up in a long conversation, changes heights without a render.
    const observer = new ResizeObserver(() => {
      if (follows.current) follow(true);
    });
    observer.observe(element);
    if (element.firstElementChild !== null) observer.observe(element.firstElementChild);
    return () => {
      element.removeEventListener('scroll', onScroll);
      stopListening();
      observer.disconnect();
    };
  }, [follow, onNearStart]);
  const toEnd = useCallback(() => follow(true), [follow]);
  return { frame, isAtEnd, toEnd };
}

function placeOf({ scrollTop, scrollHeight, clientHeight }: HTMLElement) {
  return { top: scrollTop, most: scrollHeight - clientHeight, fromEnd: scrollHeight - scrollTop };
}
