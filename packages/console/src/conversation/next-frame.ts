/** Runs `work` with the next frame, once, however often it is asked for until then. */
export function nextFrame(work: () => void): { ask(): void; cancel(): void } {
  let asked: number | null = null;
  return {
    ask: () => {
      asked ??= requestAnimationFrame(() => {
        asked = null;
        work();
      });
    },
    cancel: () => {
      if (asked !== null) cancelAnimationFrame(asked);
      asked = null;
    },
  };
}
