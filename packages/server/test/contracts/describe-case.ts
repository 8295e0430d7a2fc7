import { describe } from 'vitest';
import type { ContractOptions } from './store-subject.ts';

/** Registers the tests of one case; where the adapter declares that it deviates they are shown as skipped, with the reason. */
export function describeCase<Case extends string>(
  name: Case,
  { deviates = [] }: ContractOptions<Case>,
  tests: () => void,
): void {
  const reason = deviates.find((deviation) => deviation.case === name)?.reason;
  // oxlint-disable-next-line vitest/valid-describe-callback -- the tests come from the suite that calls this
  describe.skipIf(reason !== undefined)(reason === undefined ? name : `${name} (left out: ${reason})`, tests);
}
