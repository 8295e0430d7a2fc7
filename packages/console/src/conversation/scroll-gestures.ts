const UP = new Set(['ArrowUp', 'PageUp', 'Home']);

interface Gestures {
  /** The reader begins to move up. */
  readonly onUp: () => void;
  /** The reader asks for the end. */
  readonly onEnd: () => void;
}

/**
 * Tells what a reader means to do before anything has moved: a step that the browser spreads over several frames would
 * be undone by the first piece of an answer that comes in between.
 */
export function listenForGestures(element: HTMLElement, { onUp, onEnd }: Gestures): () => void {
  let touch: number | null = null;
  const up = (): void => {
    if (element.scrollTop > 0) onUp();
  };
  const onWheel = (event: WheelEvent): void => {
    // With the control key it zooms.
    if (event.deltaY < 0 && !event.ctrlKey) up();
  };
  const onTouchStart = (event: TouchEvent): void => {
    touch = event.touches[0]?.clientY ?? null;
  };
  const onTouchMove = (event: TouchEvent): void => {
    const now = event.touches[0]?.clientY ?? null;
    if (touch !== null && now !== null && now > touch) up();
    touch = now;
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.target instanceof HTMLTextAreaElement) return;
    if (UP.has(event.key) || (event.key === ' ' && event.shiftKey)) up();
    if (event.key === 'End') onEnd();
  };
  element.addEventListener('wheel', onWheel, { passive: true });
  element.addEventListener('touchstart', onTouchStart, { passive: true });
  element.addEventListener('touchmove', onTouchMove, { passive: true });
  element.addEventListener('keydown', onKeyDown);
  return () => {
    element.removeEventListener('wheel', onWheel);
    element.removeEventListener('touchstart', onTouchStart);
    element.removeEventListener('touchmove', onTouchMove);
    element.removeEventListener('keydown', onKeyDown);
  };
}
