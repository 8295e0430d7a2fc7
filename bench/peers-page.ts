import type { AbsentPeer } from './install-peers.ts';
import { table, type Measured, type ReportFacts } from './report.ts';

const INTRODUCTION = `# The same job with other libraries

Each of these servers takes a message by POST, asks the same fake provider over Chat Completions and sends one event
for each token. Except Parlance, none stores anything or checks who asks; Parlance runs with everything on, as in
[RESULTS.md](RESULTS.md), which also tells how to read the tables. They are in [peers](peers), each as small as a
careful person would write it, with its libraries' defaults:

- **openai-fastify**: the \`openai\` SDK behind Fastify.
- **ai-sdk**: \`streamText\` of the AI SDK 7 on \`node:http\`, answered as a UI message stream (its own format: more
  bytes a token, and the clients check them too).
- **fastapi**: FastAPI and the \`openai\` SDK for Python under uvicorn, one process, with uvloop and httptools.

Their versions are pinned in \`peers/package.json\` and \`peers/fastapi/requirements.txt\`. A server that could not be
installed is named below its table as not at hand. Before it is measured, each server gives at least 200
answers, so that compilers have settled. Each section was measured by itself; compare within one, not across.
`;

/** Where a section ends: before the next one, or with the page. */
const SECTION = /^## (\S+)\n[^]*?(?=^## |(?![^]))/gm;

/**
 * The whole of PEERS.md: what has just been measured, and of the page before it the sections that were not measured
 * now. `order` names all figures that the page can have.
 */
export function peersPage(
  previous: string,
  measured: readonly Measured[],
  facts: ReportFacts & { readonly absent: readonly AbsentPeer[] },
  order: readonly string[],
): string {
  const sections = new Map<string, string>();
  for (const [text, name = ''] of previous.matchAll(SECTION)) sections.set(name, text.trimEnd());
  for (const one of measured) sections.set(one.figure.name, section(one, facts));
  return `${[INTRODUCTION.trimEnd(), ...order.flatMap((name) => sections.get(name) ?? [])].join('\n\n')}\n`;
}

function section(measured: Measured, facts: Parameters<typeof peersPage>[2]): string {
  const absent = facts.absent.map(({ name, reason }) => `Not at hand: ${name} (${reason}).`);
  const how = `\`${facts.command}\`, ${facts.date}, ${facts.pairs} rounds, ${facts.seconds} s a half`;
  const { name, method } = measured.figure;
  const text = [`## ${name}`, method, `${how}. ${facts.machine.join('; ')}.`, table([measured]), ...absent];
  return text.join('\n\n');
}
