import { loadPrices } from '../capabilities/metering/load-prices.ts';
import { createMetering, type MeteringParts } from '../capabilities/metering/metering.ts';
import type { Capability } from '../engine/capability.ts';

/** Metering over the price lists of the assistants that cost points. */
export function configureMetering(parts: Omit<MeteringParts, 'prices'>): Capability {
  const metered = parts.assistants.list().filter(({ capabilities }) => capabilities.includes('metering'));
  const prices = new Map(metered.map(({ name, folder }) => [name, loadPrices(folder)]));
  return createMetering({ ...parts, prices });
}
