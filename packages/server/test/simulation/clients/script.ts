import type { ConversationChoice } from '../../../src/engine/engine.ts';
import type { Machine } from '../world/machine.ts';
import type { World } from '../world/world.ts';
import { remove } from './remove.ts';
import { submit, type Submission } from './submit.ts';

/** Sends all messages of the run, at moments and in ways that the seed decides. */
export async function playScript(world: World, machine: Machine): Promise<void> {
  const { weather, random, scheduler } = world;
  for (let index = 0; index < weather.turns; index += 1) {
    const submission = plan(world, index);
    const delay = random.between(0, weather.rushMs);
    world.actor(submission.name, async () => {
      await scheduler.sleep(delay);
      await submit(world, machine, submission);
    });
  }
  const deletions = Math.round(weather.deletes * weather.turns);
  for (let index = 0; index < deletions; index += 1) {
    const delay = random.between(0, 2 * weather.rushMs);
    world.actor(`deletion ${index}`, async () => {
      await scheduler.sleep(delay);
      const [conversation] = [...world.data.conversations.values()].slice(random.between(0, 3));
      if (conversation !== undefined) {
        await remove(world, machine, conversation.owner, conversation.id);
      }
    });
  }
  await scheduler.sleep(2 * weather.rushMs + 1_000);
}

function plan(world: World, index: number): Submission {
  const { random, weather } = world;
  const keyed = random.chance(0.6);
  return {
    owner: `user-${random.between(1, weather.users)}`,
    name: `m${index}`,
    conversation: choose(world),
    key: keyed ? `key-${index}` : null,
    whenBusy: random.weighted({ enqueue: 6, reject: 1, interrupt: 2 }),
    copies: keyed && random.chance(0.3) ? random.between(2, 4) : 1,
  };
}

function choose({ random }: World): ConversationChoice {
  return random.chance(0.35) ? { kind: 'new' } : { kind: 'key', key: `talk-${random.between(1, 3)}` };
}
