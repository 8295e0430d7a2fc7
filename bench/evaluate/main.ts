import { parseArgs } from 'node:util';
import { evaluateDialogues } from './dialogues.ts';
import { evaluateDocuments } from './documents.ts';

/**
 * How well questions find what answers them, on material made for it: `npm run evaluate -- documents --seeds 1,2`, or
 * `dialogues` in the place of `documents`.
 */
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { seeds: { type: 'string', default: '101,102' } },
});
const seeds = values.seeds.split(',').map(Number);
const [what] = positionals;
if (what === 'documents' && positionals.length === 1) await evaluateDocuments(seeds);
else if (what === 'dialogues' && positionals.length === 1) await evaluateDialogues(seeds);
else throw new Error('usage: npm run evaluate -- documents|dialogues [--seeds 101,102]');
