/** Tells on stderr what is being measured and about how long the rest takes. */
export interface Progress {
  step(what: string, index: number, count: number): void;
  done(): void;
}

/** `expectedSeconds` is what the whole run should take. */
export function reportProgress(expectedSeconds: number): Progress {
  const started = performance.now();
  return {
    step(what, index, count) {
      const left = Math.max(0, expectedSeconds - (performance.now() - started) / 1000);
      const line = `${what}, round ${index + 1} of ${count} (about ${Math.ceil(left)} s left)`;
      if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${line}`);
      else process.stderr.write(`${line}\n`);
    },
    done() {
      const seconds = Math.round((performance.now() - started) / 1000);
      process.stderr.write(`${process.stderr.isTTY ? '\r\u001b[K' : ''}measured in ${seconds} s\n`);
    },
  };
}
