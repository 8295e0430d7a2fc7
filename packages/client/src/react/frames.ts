/** The longest that a change waits for a frame, milliseconds: pages in the background are drawn no frames. */
const WITHOUT_FRAME_MS = 250;

/** Runs `work` once with the next frame, or a little later where there is none; the function that it returns prevents that. */
export function nextFrame(work: () => void): () => void {
  if (typeof requestAnimationFrame !== 'function') {
    const timer = setTimeout(work, 16);
    return () => clearTimeout(timer);
  }
  const run = (): void => {
    cancel();
    work();
  };
  const frame = requestAnimationFrame(run);
  const timer = setTimeout(run, WITHOUT_FRAME_MS);
  const cancel = (): void => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  };
  return cancel;
}
