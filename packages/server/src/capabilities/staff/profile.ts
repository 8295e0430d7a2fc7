import type { Capability } from '../../engine/capability.ts';
import type { StaffDirectory } from '../../ports/staff.ts';
import { estimateTokens } from '../../ports/token-counter.ts';

/**
 * Tells the model which member of the staff it is, as the member is now: a change counts from the next answer on. The
 * block is the same for every turn of a member, so that provider caches work.
 */
export function createProfile(directory: Pick<StaffDirectory, 'get'>): Capability {
  return {
    name: 'profile',
    contribute: async ({ turn }) => {
      const { staff_id: id } = turn.options;
      const member = typeof id === 'string' ? await directory.get(turn.owner, id) : null;
      // Removed a moment ago; or a turn that came in another way: then all staff's instructions are what there is.
      if (member === null) return [];
      const text = `You are ${member.name}. Your role: ${member.role}.\n\n${member.instructions}`;
      // Said to the model, never to be quoted by it.
      return [
        { id: 'profile', capability: 'profile', text, tokens: estimateTokens(text), data: { kind: 'instructions' } },
      ];
    },
  };
}
