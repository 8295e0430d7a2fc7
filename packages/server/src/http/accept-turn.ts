import type { FastifyReply } from 'fastify';
import type { Counter } from 'prom-client';
import type { AcceptedTurn, AcceptRequest, Engine } from '../engine/engine.ts';
import { ParlanceError } from '../engine/errors.ts';
import type { LiveTurns, Place } from './limits/live-turns.ts';
import type { Overload } from './limits/overload.ts';
import type { ChargeRequest } from './limits/rate-limit.ts';

/**
 * How surfaces begin turns: through the engine, within what this server takes now and what one user may have. The
 * reply is that to the request; the limits are written into its headers.
 */
export type AcceptTurn = (reply: FastifyReply, request: AcceptRequest) => Promise<AcceptedTurn>;

export interface TurnLimits {
  readonly engine: Pick<Engine, 'accept'>;
  readonly overload: Pick<Overload, 'admitTurn'>;
  readonly liveTurns: Pick<LiveTurns, 'take'>;
  readonly chargeRequest: ChargeRequest;
  /** Counts those that a limit refused. */
  readonly refused: Counter<'code'>;
}

/**
 * Accepts turns within the limits. They are asked after idempotency, so that a repeat of an accepted request is never
 * refused and takes nothing, and before anything is stored. Source: TURN.md 3 and 4.
 */
export function limitTurns({ engine, overload, liveTurns, chargeRequest, refused }: TurnLimits): AcceptTurn {
  return async (reply, request) => {
    const taken: Place[] = [];
    let admitted = false;
    const admit = (): void => {
      request.admit?.();
      // A race for the same key or conversation is lost: the next try is still the same request.
      if (admitted) return;
      overload.admitTurn();
      // Taken before anything is stored, so that simultaneous requests cannot share the last place.
      taken.push(liveTurns.take(request.owner));
      chargeRequest(reply);
      admitted = true;
    };
    let accepted: AcceptedTurn | null = null;
    try {
      accepted = await engine.accept({ ...request, admit });
      return accepted;
    } catch (error) {
      if (!admitted && error instanceof ParlanceError && isLimit(error)) refused.inc({ code: error.code });
      throw error;
    } finally {
      for (const place of taken) {
        if (accepted === null || accepted.replayed) place.release();
        else place.releaseAfter(accepted.turn.id);
      }
    }
  };
}

function isLimit({ code }: ParlanceError): boolean {
  return code === 'rate_limited' || code === 'overloaded' || code === 'shutting_down';
}
