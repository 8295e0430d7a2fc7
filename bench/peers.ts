import { plainEnvironment, plainRequest, type Target } from './targets.ts';

/** A server of other libraries and what has to be installed for it. */
export interface Peer extends Target {
  readonly peer: true;
  readonly kit: 'npm' | 'python';
}

const common = { peer: true, readyPath: '/readyz', request: plainRequest, environment: plainEnvironment } as const;

/** The relay's job, done with what people usually take for it. */
export const peers: readonly Peer[] = [
  { ...common, name: 'openai-fastify', kit: 'npm', command: ['bench/peers/openai-fastify/server.ts'] },
  {
    ...common,
    name: 'ai-sdk',
    kit: 'npm',
    command: ['bench/peers/ai-sdk/server.ts'],
    request: { ...plainRequest, format: 'ui-message' },
  },
  {
    ...common,
    name: 'fastapi',
    kit: 'python',
    program: 'bench/peers/fastapi/.venv/bin/python',
    command: ['bench/peers/fastapi/server.py'],
  },
];
