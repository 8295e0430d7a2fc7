import { citationsOfTests, coverage } from '../spec/coverage.ts';
import { requirements } from '../spec/requirements.ts';

/** Prints what is promised but not proved yet, and whatever else is wrong with the lists: `npm run uncited`. */
const { uncited, problems } = coverage(requirements, citationsOfTests());
for (const { id, sentence } of requirements) if (uncited.includes(id)) console.log(`${id.padEnd(24)} ${sentence}`);
for (const problem of problems) console.log(problem);
console.log(`${requirements.length - uncited.length} of ${requirements.length} promises are proved by a test.`);
