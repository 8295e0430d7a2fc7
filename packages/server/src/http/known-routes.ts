import type { FastifyInstance } from 'fastify';

/** Which methods each address takes, so that the wrong one is told apart from the wrong address. */
export class KnownRoutes {
  readonly #methods = new Map<string, Set<string>>();

  /** `pattern` as Fastify knows it: `/turns/:id/events`, or `/files/*`. */
  add(pattern: string, methods: readonly string[]): void {
    const known = this.#methods.get(pattern) ?? new Set();
    for (const method of methods) known.add(method);
    this.#methods.set(pattern, known);
  }

  /** Methods that `path` takes, sorted; none where there is no such address. */
  methodsOf(path: string): readonly string[] {
    const steps = path.split('/');
    const fitting = [...this.#methods].filter(([pattern]) => fits(pattern.split('/'), steps));
    return [...new Set(fitting.flatMap(([, methods]) => [...methods]))].toSorted();
  }
}

function fits(pattern: readonly string[], steps: readonly string[]): boolean {
  if (pattern.at(-1) === '*') {
    return steps.length >= pattern.length && pattern.slice(0, -1).every((step, index) => fitsStep(step, steps[index]));
  }
  return pattern.length === steps.length && pattern.every((step, index) => fitsStep(step, steps[index]));
}

function fitsStep(pattern: string, step: string | undefined): boolean {
  return pattern.startsWith(':') ? step !== undefined && step !== '' : pattern === step;
}

/** Notes the routes that this instance and those below it get from now on. */
export function knowRoutes(app: FastifyInstance): void {
  const known = new KnownRoutes();
  app.decorate('knownRoutes', known);
  app.addHook('onRoute', ({ url, method }) => known.add(url, [method].flat()));
}

declare module 'fastify' {
  interface FastifyInstance {
    readonly knownRoutes: KnownRoutes;
  }
}
