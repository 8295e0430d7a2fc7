import { createScriptedModel } from '../../../../src/adapters/model/scripted/scripted-model.ts';
import { SystemClock } from '../../../../src/adapters/clock/system.ts';
import { compose } from '../../../../src/compose.ts';
import { loadConfig } from '../../../../src/config.ts';

/*
 * The server without a provider, `DAYS_LATER` days later: several days pass in a test by killing it and starting it again.
 */

const DAY_MS = 86_400_000;
const laterMs = Number(process.env['DAYS_LATER'] ?? 0) * DAY_MS;

class LaterClock extends SystemClock {
  override now(): number {
    return super.now() + laterMs;
  }
}

const clock = new LaterClock();
// Without the pauses that a person would see, but for one that lets an answer be cut.
const model = {
  model: createScriptedModel({ clock, delayMs: 1 }),
  onlyName: 'scripted',
  preferredName: null,
  fallback: null,
};
const parlance = await compose(loadConfig(), { clock, model });
const { main } = await parlance.listen();
process.stderr.write(`Parlance is ready: ${main}\n`);
