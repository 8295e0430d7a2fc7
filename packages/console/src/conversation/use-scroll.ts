import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';

/** Nearer to the end than this, the reader follows the answer. */
const NEAR = 80;
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
 * Follows an answer as long as the reader is at its end, leaves them where they are otherwise, and keeps their place
 * when earlier messages are put above it.
 */
export function useScroll({ content, first, onNearStart }: ScrollOptions): Scrolling {
  const frame = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  const [isAtEnd, setAtEnd] = useState(true);
  const before = useRef({ first, fromEnd: 0 });
  useLayoutEffect(() => {
    const element = frame.current;
    if (element === null) return;
    if (follows.current) element.scrollTop = element.scrollHeight;
    else if (before.current.first !== first) element.scrollTop = element.scrollHeight - before.current.fromEnd;
    before.current = { first, fromEnd: element.scrollHeight - element.scrollTop };
  }, [content, first]);
  useEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    const onScroll = (): void => {
      const { scrollTop, scrollHeight, clientHeight } = element;
      follows.current = scrollHeight - scrollTop - clientHeight < NEAR;
      before.current.fromEnd = scrollHeight - scrollTop;
      setAtEnd(follows.current);
      if (scrollTop < AHEAD) onNearStart();
    };
    element.addEventListener('scroll', onScroll, { passive: true });
    // Text that is laid out late, such as that far up in a long conversation, changes heights without a render.
    const observer = new ResizeObserver(() => {
      if (follows.current) element.scrollTop = element.scrollHeight;
    });
    if (element.firstElementChild !== null) observer.observe(element.firstElementChild);
    return () => {
      element.removeEventListener('scroll', onScroll);
      observer.disconnect();
    };
  }, [onNearStart]);
  const toEnd = useCallback(() => {
    follows.current = true;
    setAtEnd(true);
    const element = frame.current;
    if (element !== null) element.scrollTop = element.scrollHeight;
  }, []);
  return { frame, isAtEnd, toEnd };
}
