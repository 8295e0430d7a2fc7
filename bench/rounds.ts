import type { Arena } from './arena.ts';
import type { Server } from './server-process.ts';

/**
 * Measures all servers again and again, one after the other. Every second round goes backwards, so that a machine
 * that gets slower or faster does not favour the one that comes first.
 */
export async function eachRound(
  arena: Arena,
  what: string,
  measure: (server: Server) => Promise<void>,
  count: number = arena.pairs,
): Promise<void> {
  const servers = await arena.servers();
  for (let round = 0; round < count; round++) {
    arena.progress.step(what, round, count);
    for (const server of round % 2 === 0 ? servers : servers.toReversed()) await measure(server);
  }
}
