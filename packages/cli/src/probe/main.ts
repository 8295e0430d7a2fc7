import { randomBytes } from 'node:crypto';
import { EXIT } from '../terminal/exit.ts';
import { agreeTo, costOf } from './consent.ts';
import { ProbeFailure } from './failure.ts';
import { readProbeOptions, USAGE, type ProbeArguments } from './options.ts';
import { hasFailed, outcomeLine, summary } from './report.ts';
import { runProbe } from './run-probe.ts';

/** `npm run probe`: see `--help`. */
process.exitCode = await main();

async function main(): Promise<number> {
  try {
    const options = readProbeOptions(process.argv.slice(2), process.env);
    if (options !== 'help') return await probe(options);
    process.stdout.write(USAGE);
    return EXIT.ok;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    process.stderr.write(`${error.message}\nnpm run probe -- --help lists the options.\n`);
    return EXIT.usage;
  }
}

async function probe({ url, token, only, yes, json }: ProbeArguments): Promise<number> {
  const cost = await costOf(url).catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))));
  if (cost instanceof Error) {
    const problem =
      cost instanceof ProbeFailure
        ? `what answers there is no Parlance server: /health ${cost.message}`
        : 'nobody answers';
    process.stderr.write(`${url}: ${problem}.\n`);
    return EXIT.noServer;
  }
  if (!(await agreeTo(cost, yes))) return EXIT.usage;
  const run = `probe-${randomBytes(6).toString('hex')}`;
  const onOutcome = (outcome: Parameters<typeof outcomeLine>[0]): void => {
    if (!json) process.stdout.write(`${outcomeLine(outcome)}\n`);
  };
  const report = await runProbe({ url, token, only, run, onOutcome });
  process.stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : `\n${summary(report)}\n`);
  return hasFailed(report) ? EXIT.failed : EXIT.ok;
}
