import type { FastifyInstance } from 'fastify';

const LINE = /^(?<tree>[\s│├└─]*)(?<path>\S+) \((?<methods>[A-Z, ]+)\)$/u;
const INDENT = 4;

/** Every route that the application serves, as `GET /api/v1/turns/:id`, read from the router itself. */
export function routesOf(app: Pick<FastifyInstance, 'printRoutes'>): readonly string[] {
  const routes: string[] = [];
  const above: string[] = [];
  for (const line of app.printRoutes({ commonPrefix: false }).split('\n')) {
    if (line.trim() === '') continue;
    const { tree = '', path = '', methods = '' } = LINE.exec(line)?.groups ?? {};
    if (path === '') throw new Error(`The router printed a line that is not understood: ${line}`);
    const depth = tree.length / INDENT;
    above.length = depth;
    above.push(path);
    const whole = above.join('').replace('//', '/');
    routes.push(...methods.split(', ').map((method) => `${method} ${whole}`));
  }
  return routes;
}
