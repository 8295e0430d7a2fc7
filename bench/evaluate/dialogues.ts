import { createServerHome } from '../../packages/server/test/support/server-process.ts';
import { percentile } from '../statistics.ts';
import { ablateDialogues } from './dialogues-ablation.ts';
import { type DialogueQuestion, type Kind, makeDialogue, type MadeDialogue } from './dialogues-material.ts';
import { recall } from './measures.ts';

const KINDS: readonly Kind[] = ['single-hop', 'multi-hop', 'temporal', 'open'];
const K = 25;

interface Answered {
  readonly question: DialogueQuestion;
  /** Ids of lines in the order of the sources. */
  readonly found: readonly string[];
}

/**
 * Prints how much of the evidence is among the first results, by kind of question, through the API of a server of its own:
 * import, then search. Then what each weight is worth, on the material that no weight was chosen on.
 */
export async function evaluateDialogues(seeds: readonly number[]): Promise<void> {
  await using home = await createServerHome({ MODEL: 'scripted' });
  const server = await home.start();
  const answered: Answered[] = [];
  const times: number[] = [];
  let [messages, importMs] = [0, 0];
  for (const seed of seeds) {
    const dialogue = makeDialogue(seed, 'unseen');
    const startedAt = performance.now();
    const conversation = await bring(server.url, dialogue);
    importMs += performance.now() - startedAt;
    messages += dialogue.lines.length;
    for (const question of dialogue.questions) {
      const before = performance.now();
      const found = await ask(server.url, conversation, question.text);
      times.push(performance.now() - before);
      answered.push({ question, found });
    }
  }
  for (const kind of [...KINDS, null]) print(kind, answered);
  const rate = ((messages / importMs) * 1_000).toFixed(0);
  console.log(
    `search p50 ${percentile(times, 50).toFixed(1)} ms, p95 ${percentile(times, 95).toFixed(1)} ms; imported ${rate} messages/s`,
  );
  ablateDialogues(seeds);
}

function print(kind: Kind | null, answered: readonly Answered[]): void {
  const chosen = answered.filter(({ question }) => kind === null || question.kind === kind);
  const share = (k: number): string => {
    const sum = chosen.reduce((total, { question, found }) => total + recall(found, question.evidence, k), 0);
    return ((100 * sum) / chosen.length).toFixed(1);
  };
  console.log(`${kind ?? 'all'}: recall@10 ${share(10)}, recall@25 ${share(25)} (${chosen.length} questions)`);
}

async function bring(url: string, { lines }: MadeDialogue): Promise<string> {
  const body = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  const response = await fetch(`${url}/api/v1/conversations/import`, { method: 'POST', body });
  // As the API describes it.
  const { id } = (await response.json()) as { readonly id?: string };
  if (id === undefined) throw new Error(`The import was answered with ${response.status}.`);
  return id;
}

async function ask(url: string, conversation: string, query: string): Promise<readonly string[]> {
  const response = await fetch(`${url}/api/v1/memories/search`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ conversation, query, k: K }),
  });
  // As the API describes it.
  const { results } = (await response.json()) as {
    readonly results?: readonly { readonly sources: readonly { readonly external_id: string }[] }[];
  };
  if (results === undefined) throw new Error(`A search was answered with ${response.status}.`);
  return results.flatMap(({ sources }) => sources.map(({ external_id }) => external_id));
}
