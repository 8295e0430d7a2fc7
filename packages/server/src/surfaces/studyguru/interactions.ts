import type { Engine } from '../../engine/engine.ts';
import { ParlanceError } from '../../engine/errors.ts';
import type { ConversationRecord } from '../../ports/records.ts';

export const MOUNT = 'studyguru';

/** The owner's interaction; `not_found` for an unknown one, somebody else's, and a conversation of another system. */
export async function findInteraction(
  engine: Pick<Engine, 'conversation'>,
  owner: string,
  id: string,
): Promise<ConversationRecord> {
  const conversation = await engine.conversation(owner, id).catch((error: unknown) => {
    throw error instanceof ParlanceError && error.code === 'not_found' ? noInteraction() : error;
  });
  if (conversation.mount !== MOUNT) throw noInteraction();
  return conversation;
}

function noInteraction(): ParlanceError {
  return new ParlanceError('not_found', 'There is no such interaction.');
}
