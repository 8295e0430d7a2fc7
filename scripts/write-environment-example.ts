import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configurationPage } from './configuration/configuration-page.ts';
import { environmentExample } from './environment-example.ts';
import { ROOT } from './source-files.ts';

// One command for both, so that whoever adds a variable cannot forget one of them.
writeFileSync(join(ROOT, '.env.example'), environmentExample());
writeFileSync(join(ROOT, 'docs/configuration.md'), configurationPage());
