import type { Machine } from '../world/machine.ts';
import type { World } from '../world/world.ts';
import { Connection } from './connection.ts';

/** Deletes a conversation, until that has happened or it was gone already. */
export async function remove(world: World, machine: Machine, owner: string, conversation: string): Promise<void> {
  for (;;) {
    const connection = await Connection.open(world, machine);
    const reply = await connection.ask(
      (engine) => engine.deleteConversation(owner, conversation),
      () => {
        if (world.data.conversations.has(conversation)) {
          world.violate('T30', `${conversation} was reported as deleted and is not`);
        }
      },
    );
    connection.close();
    world.note(() => `deletion of ${conversation}: ${JSON.stringify(reply)}`);
    if (reply.kind === 'answer' || (reply.kind === 'refused' && reply.code === 'not_found')) {
      return;
    }
    await world.scheduler.sleep(world.random.between(20, 500));
  }
}
