import { describe, expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { ManualClock } from '../../src/adapters/clock/manual.ts';
import type { ProviderCall } from '../support/fake-provider/call.ts';
import { startFakeProvider } from '../support/fake-provider/provider.ts';
import { answer, type Script } from '../support/fake-provider/script.ts';
import { startInProcess } from '../support/in-process.ts';
import { createServerHome } from '../support/server-process.ts';
import { isAnswer, shownTo } from './support/context.ts';
import { person, type Person } from './support/days/person.ts';

const DAYS = new URL('./support/days/main.ts', import.meta.url).pathname;
const DAY_MS = 86_400_000;
/** A machine under load is slow, and here it is not the matter. */
const PATIENT = { MEMORY_WAIT_MS: '30000' };

/** Asks, and expects an answer that holds `wanted` and cites a message or memory whose quote holds `quoted`. */
async function expectRemembered(
  user: Person,
  question: string,
  wanted: string,
  { quoted = wanted, conversation }: { readonly quoted?: string; readonly conversation?: string } = {},
): Promise<string> {
  const { turn, answer: said } = await user.tell('maya', question, conversation);
  expect(said).toContain(wanted);
  const citations = await user.citations(turn);
  const fitting = citations.find(({ quote }) => quote.includes(quoted));
  expect(fitting, `${question} → ${said}`).toBeDefined();
  expect(said).toContain(`[${fitting?.id}]`);
  const { blocks } = await user.context(turn);
  const block = blocks.find(({ id }) => id === fitting?.id);
  expect(fitting?.source).toMatchObject({ kind: 'memory', ref: `${block?.kind}/${block?.ref}` });
  return turn;
}

async function dayOne(user: Person): Promise<string> {
  await user.tell('maya', 'My dog is called Bruno.');
  await user.tell('maya', 'I live in Lisbon.');
  const { conversation } = await user.tell('maya', 'Please keep in mind that the offer of Harbour Labs ends in May.');
  return conversation;
}

/** In another conversation with the same member. */
async function dayThree(user: Person): Promise<string> {
  const conversation = 'offers';
  await expectRemembered(user, 'What is the name of my dog?', 'Bruno', { conversation });
  return (await user.tell('maya', 'Actually, I moved to Porto.', conversation)).conversation;
}

describe('over several days, a person', () => {
  verifies(
    'context:days context:citations',
    'is remembered without a model, sees why, sets it right and erases, over kills',
    async () => {
      await using home = await createServerHome({ MODEL: 'scripted', ...PATIENT }, DAYS);
      const first = await home.start();
      const main = await dayOne(person(first.url));
      const cut = await person(first.url).open('maya', 'My sister is called Lena. Count to 60.');
      await cut.received(2);
      await first.kill();

      const second = await home.start({ DAYS_LATER: '2' });
      const third = await dayThree(person(second.url));
      expect(third).not.toBe(main);
      await second.kill();

      const last = await home.start({ DAYS_LATER: '5' });
      const user = person(last.url);
      await expectRemembered(user, 'Where do I live now?', 'Porto');
      await expectRemembered(user, "What is my sister's name?", 'Lena');
      await seesWhyAndSetsRight(user);
      await expectRemembered(user, 'What is the name of my dog?', 'Bruna');
      await isKnownToNobodyElse(user);
      await erases(user, [main, third]);
      await last.stop();
    },
  );

  verifies(
    'context:days context:citations',
    'is remembered by a model that was told so, across days and conversations',
    async () => {
      await using provider = await startFakeProvider({ respond: obedient });
      const clock = new ManualClock(Date.UTC(2026, 2, 2, 9));
      const environment = { OPENAI_BASE_URL: provider.baseUrl, ...PATIENT };
      await using server = await startInProcess({ clock, environment });
      const user = person(server.url);
      const main = await dayOne(user);
      clock.advance(2 * DAY_MS);
      const other = await dayThree(user);
      clock.advance(3 * DAY_MS);
      const turn = await expectRemembered(user, 'Where do I live now?', 'Porto', { quoted: 'moved to Porto' });
      const { blocks } = await user.context(turn);
      const moved = blocks.find(({ kind, text }) => kind === 'message' && text.includes('moved to Porto'));
      expect(moved?.sources).toMatchObject([
        { conversation: other, speaker: 'user', time: '2026-03-04T09:00:00.000Z' },
      ]);
      await isKnownToNobodyElse(user);
      await erases(user, [main, other]);
    },
  );
});

/** Answers with the latest of the recalled messages that has the question's last word but one, as a model would. */
function obedient(call: ProviderCall): Script {
  if (!isAnswer(call)) return answer(['{"operations": [], "summary": ""}']);
  const words: readonly string[] = call.lastUserText.toLowerCase().match(/[a-z]{3,}/g) ?? [];
  const topic = words.includes('dog') ? /dog is called/ : words.includes('live') ? /moved to|live in/ : null;
  const recalled = shownTo(call).flatMap(({ role, content }) => {
    const [, id, text] =
      (role === 'system' && /^<recalled id="(t\d+)"[^>]*>\n([\s\S]*)\n<\/recalled>$/.exec(content)) || [];
    return topic !== null && text !== undefined && topic.test(text) ? [`You said: ${text} [${id}] [t99]`] : [];
  });
  return answer((recalled.at(-1) ?? 'I do not remember that.').split(/(?= )/));
}

async function seesWhyAndSetsRight(user: Person): Promise<void> {
  const [home] = await user.memories('Porto');
  const { history, sources } = await user.memory(home?.id ?? '');
  expect(sources.map(({ text }) => text)).toEqual(['Actually, I moved to Porto.']);
  expect(history).toMatchObject([{ value: 'Lisbon', status: 'superseded' }]);
  const [dog] = await user.memories('Bruno');
  const right = { value: 'Bruna', text: "The user's dog is called Bruna." };
  expect(await user.call('PATCH', `/memories/${dog?.id}`, right)).toMatchObject({ status: 200, body: right });
}

async function isKnownToNobodyElse(user: Person): Promise<void> {
  const { answer: said, turn } = await user.tell('jonas', 'What is the name of my dog?');
  expect(said).not.toMatch(/Brun[oa]/);
  expect((await user.context(turn)).blocks.map(({ text }) => text).join('\n')).not.toMatch(/Brun[oa]|Porto/);
}

async function erases(user: Person, conversations: readonly string[]): Promise<void> {
  for (const conversation of conversations) {
    expect(await user.call('DELETE', `/conversations/${conversation}`)).toMatchObject({ status: 204 });
  }
  expect(await user.memories('')).toEqual([]);
  const { answer: said, turn } = await user.tell('maya', 'Where do I live now?');
  expect(said).not.toMatch(/Porto|Lisbon/);
  expect((await user.context(turn)).blocks.map(({ text }) => text).join('\n')).not.toMatch(/Porto|Lisbon|Brun[oa]/);
}
