import { compose } from '../../src/compose.ts';
import { loadConfig } from '../../src/config.ts';
import { SHORT_LEASE_MS } from './short-lease.ts';

// The server as users start it, but for a lease so short that a test need not wait for it to run out.
const config = loadConfig();
const parlance = await compose(config, { limits: { leaseMs: SHORT_LEASE_MS } });
const address = await parlance.app.listen({ host: config.host, port: config.port });
process.stderr.write(`Parlance is ready: ${address}\n`);
