import { ENDINGS } from './endings.ts';
import { KIN_AND_THINGS } from './kin.ts';
import { PERSON } from './person.ts';
import { PLANS } from './plans.ts';
import type { Pattern } from './said.ts';
import { TASTES } from './tastes.ts';

/** The first that fits a clause counts. */
export const PATTERNS: readonly Pattern[] = [...ENDINGS, ...PERSON, ...TASTES, ...KIN_AND_THINGS, ...PLANS];
