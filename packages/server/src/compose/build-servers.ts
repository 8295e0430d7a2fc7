import type { FastifyInstance } from 'fastify';
import { closeServer } from '../http/close-server.ts';
import type { ConnectionLimits } from '../http/limits/connection-limits.ts';
import { LISTEN_BACKLOG } from '../http/server.ts';
import type { Services } from '../http/services.ts';
import { buildApp, buildSystemApp } from '../surfaces/build-app.ts';

/** Where something answers, such as `http://127.0.0.1:8000`. */
export interface Addresses {
  readonly main: string;
  /** Systems on ports of their own, by name. */
  readonly systems: ReadonlyMap<string, string>;
}

/** The server with everything, and one for each entry of LISTEN. */
export interface Servers {
  readonly main: FastifyInstance;
  listen(): Promise<Addresses>;
  /** Lets requests end within `graceMs`, then cuts what is left. */
  close(graceMs: number): Promise<void>;
}

export async function buildServers(services: Services, limits?: ConnectionLimits): Promise<Servers> {
  const { config, clock } = services;
  const main = await buildApp(services, limits);
  const others: { readonly system: string; readonly port: number; readonly app: FastifyInstance }[] = [];
  for (const { system, port } of config.listen ?? []) {
    others.push({ system, port, app: await buildSystemApp(services, system, limits) });
  }
  const open = (app: FastifyInstance, port: number): Promise<string> =>
    app.listen({ host: config.host, port, backlog: LISTEN_BACKLOG });
  return {
    main,
    listen: async () => {
      const systems = new Map<string, string>();
      for (const { system, port, app } of others) systems.set(system, await open(app, port));
      // Last, so that whoever waits for this one finds the others.
      return { main: await open(main, config.port), systems };
    },
    close: async (graceMs) => {
      const all = [main, ...others.map(({ app }) => app)];
      await Promise.all(all.map((app) => closeServer(app, clock, graceMs)));
    },
  };
}
