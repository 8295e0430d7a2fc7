import { ClientError } from '../errors.ts';
import { textIn } from '../json.ts';
import { createPatience } from './patience.ts';
import type { StreamSettings } from './settings.ts';

/**
 * Stores the wish to stop a turn, through broken connections. `stored`: it will stop. `ended`: it was over already.
 * Rejects with `ClientError` where the server refuses, patience ends or the signal aborts.
 */
export async function cancelTurn(
  settings: StreamSettings,
  turn: string,
  signal: AbortSignal,
): Promise<'stored' | 'ended'> {
  const patience = createPatience(settings, () => undefined, signal);
  for (;;) {
    try {
      const path = `/api/v1/turns/${encodeURIComponent(turn)}/cancel`;
      const state = textIn(await settings.api.json({ method: 'POST', path, signal }), 'state');
      if (state === 'stored' || state === 'ended') return state;
      throw new ClientError('protocol', 'The server did not say whether the turn was stopped.');
    } catch (error) {
      await patience.waitAfter(error);
    }
  }
}
