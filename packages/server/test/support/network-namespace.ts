import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { findProgram } from '../../../../scripts/programs.ts';

const run = promisify(execFile);
let made = 0;

/** A network of its own, joined to ours by one virtual cable. Linux, as root. */
export interface NetworkNamespace extends AsyncDisposable {
  /** Its address on the cable. */
  readonly address: string;
  /** What a command has to be begun with to run inside. */
  readonly prefix: readonly string[];
  /** From now on packets between these ports and the inside vanish in both directions, without a word to anybody. */
  swallow(ports: readonly number[]): Promise<void>;
}

/** False where this process may not make one, as in most containers and for all users but root. */
export async function mayCreateNamespaces(): Promise<boolean> {
  try {
    await (await createNetworkNamespace())[Symbol.asyncDispose]();
    return true;
  } catch {
    return false;
  }
}

export async function createNetworkNamespace(): Promise<NetworkNamespace> {
  // The kernel takes a cable away a moment after its namespace, so each has a name of its own.
  made += 1;
  const name = `parlance${process.pid}-${made}`;
  const cable = `pl${process.pid}-${made}`;
  // 198.18.0.0/15 is set aside for tests of networks.
  const network = `198.${18 + (made % 2)}.${process.pid % 256}`;
  const inside = ['ip', 'netns', 'exec', name];
  await run('ip', ['netns', 'add', name]);
  // The cable goes with it.
  const dispose = async (): Promise<void> => void (await run('ip', ['netns', 'del', name]));
  try {
    await run('ip', ['link', 'add', cable, 'type', 'veth', 'peer', 'name', 'inside', 'netns', name]);
    await run('ip', ['addr', 'add', `${network}.1/30`, 'dev', cable]);
    await run('ip', ['link', 'set', cable, 'up']);
    await run('ip', ['-n', name, 'addr', 'add', `${network}.2/30`, 'dev', 'inside']);
    await run('ip', ['-n', name, 'link', 'set', 'inside', 'up']);
    await run('ip', ['-n', name, 'link', 'set', 'lo', 'up']);
  } catch (error) {
    await dispose();
    throw error;
  }
  return {
    address: `${network}.2`,
    prefix: inside,
    swallow: async (ports) => {
      const rules = `table inet swallow {
        chain input { type filter hook input priority 0; tcp sport { ${ports.join(', ')} } drop; }
        chain output { type filter hook output priority 0; tcp dport { ${ports.join(', ')} } drop; }
      }`;
      const load = run('ip', [...inside.slice(1), findProgram('nft') ?? 'nft', '-f', '-']);
      load.child.stdin?.end(rules);
      await load;
    },
    [Symbol.asyncDispose]: dispose,
  };
}
