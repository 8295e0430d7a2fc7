import { ConfigError, helpText, loadConfig } from './config.ts';

/** `sysexits.h`: the configuration, or the place it points to, cannot be used. */
const EXIT_CONFIG = 78;

if (process.argv.includes('--help')) {
  process.stdout.write(helpText());
} else {
  await serve();
}

async function serve(): Promise<void> {
  try {
    const config = loadConfig();
    const { compose } = await import('./compose.ts');
    const parlance = await compose(config);
    const { main, systems } = await parlance.listen();
    const others = [...systems].map(([system, address]) => `  ${system} alone: ${address}\n`);
    process.stderr.write(`Parlance is ready: ${main}\n${others.join('')}`);
    stopOnSignals(() => parlance.stop(config.drainSeconds * 1_000));
  } catch (error) {
    if (isUnusable(error)) {
      fail(error.message);
    }
    throw error;
  }
}

/** The first signal drains, the second leaves at once; what was running is taken over at the next start. */
function stopOnSignals(stop: () => Promise<void>): void {
  let signals = 0;
  const onSignal = (): void => {
    signals += 1;
    if (signals > 1) {
      process.exit(1);
    }
    process.stderr.write('Parlance is stopping: running answers may finish; press Ctrl+C again to leave now.\n');
    stop().then(
      () => process.exit(0),
      (error: unknown) => fail(String(error)),
    );
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}

/** Errors whose message tells an operator all that is needed: no stack. */
function isUnusable(error: unknown): error is Error {
  const names = ['ConfigError', 'StoreLocked', 'StoreUnusable'];
  return error instanceof ConfigError || (error instanceof Error && names.includes(error.name));
}

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(EXIT_CONFIG);
}
