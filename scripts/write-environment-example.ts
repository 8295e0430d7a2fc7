import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { environmentExample } from './environment-example.ts';
import { ROOT } from './source-files.ts';

writeFileSync(join(ROOT, '.env.example'), environmentExample());
