import * as parlance from '../../src/index.ts';

// For tests that drive the client of a page from outside.
Object.assign(window, { parlance });
