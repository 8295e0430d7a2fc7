import { parseArgs } from 'node:util';
import { evaluateDocuments } from './documents.ts';

/** How well questions find what answers them, on material made for it: `npm run evaluate -- documents --seeds 1,2`. */
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { seeds: { type: 'string', default: '101,102' } },
});
if (positionals.join() !== 'documents') throw new Error('usage: npm run evaluate -- documents [--seeds 101,102]');
await evaluateDocuments(values.seeds.split(',').map(Number));
