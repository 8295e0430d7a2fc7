import { expect, test } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { KnownRoutes } from '../../src/http/known-routes.ts';
import { useServer } from '../support/use-server.ts';

const used = useServer();

verifies('http:method-not-allowed', 'names the methods of an address in the shape of its surface', async () => {
  const cases: readonly (readonly [method: string, path: string, allow: string])[] = [
    ['GET', '/assistant/chat', 'OPTIONS, POST'],
    ['DELETE', '/assistant/chat?message=a', 'OPTIONS, POST'],
    ['POST', '/health', 'GET, HEAD'],
    ['PUT', '/api/v1/conversations', 'GET, HEAD, OPTIONS, POST'],
    ['DELETE', '/api/v1/turns/1/cancel', 'OPTIONS, POST'],
  ];
  for (const [method, path, allow] of cases) {
    const response = await fetch(`${used.server.url}${path}`, { method });
    expect([path, response.status, response.headers.get('allow')]).toEqual([path, 405, allow]);
    const body: unknown = await response.json();
    const shape = path.startsWith('/api/') ? { code: 'method_not_allowed' } : { error: 'Method not allowed' };
    expect(body).toMatchObject(shape);
  }
  for (const path of ['/assistant/chat/', '/assistant/chats', '/api/v1/turns//cancel', '/nowhere']) {
    const response = await fetch(`${used.server.url}${path}`, { method: 'PUT' });
    expect([path, response.status, response.headers.get('allow')]).toEqual([path, 404, null]);
  }
});

test('addresses are found by their steps, and all methods of those that fit are named', () => {
  const known = new KnownRoutes();
  known.add('/a/:id', ['GET', 'HEAD']);
  known.add('/a/new', ['POST']);
  known.add('/files/*', ['GET']);
  expect(known.methodsOf('/a/new')).toEqual(['GET', 'HEAD', 'POST']);
  expect(known.methodsOf('/a/1')).toEqual(['GET', 'HEAD']);
  expect(known.methodsOf('/files/x/y.css')).toEqual(['GET']);
  expect(known.methodsOf('/files')).toEqual([]);
  expect(known.methodsOf('/a/')).toEqual([]);
  expect(known.methodsOf('/a/1/b')).toEqual([]);
});
