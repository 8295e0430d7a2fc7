/** Watches how much CPU time this thread takes in one turn of its event loop. `stop` returns the longest, in ms. */
export function watchTurns(): { readonly stop: () => number } {
  let [longest, isWatching] = [0, true];
  let before = cpuMs();
  const look = (): void => {
    const now = cpuMs();
    longest = Math.max(longest, now - before);
    before = now;
    if (isWatching) setTimeout(look, 1);
  };
  look();
  return {
    stop: () => {
      isWatching = false;
      return Math.max(longest, cpuMs() - before);
    },
  };
}

function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}
