import { afterAll, beforeAll } from 'vitest';
import { startFakeProvider, type FakeProvider } from './fake-provider/provider.ts';
import { startInProcess, type InProcess } from './in-process.ts';
import { nativeClient, type NativeClient } from './native-client.ts';

/** A server with a provider behind it and a client before it, for all tests of a file. */
export interface ServerInUse {
  readonly provider: FakeProvider;
  readonly server: InProcess;
  readonly client: NativeClient;
  /** Ends the server and starts it again over the same data. */
  restart(): Promise<void>;
}

/** Starts them before the file's tests and stops them afterwards; nothing may be used before the first test runs. */
export function useServer(environment: Readonly<Record<string, string>> = {}): ServerInUse {
  let provider: FakeProvider | undefined;
  let server: InProcess | undefined;
  beforeAll(async () => {
    provider = await startFakeProvider();
    server = await startInProcess({ environment: { OPENAI_BASE_URL: provider.baseUrl, ...environment } });
  });
  afterAll(async () => {
    await server?.[Symbol.asyncDispose]();
    await provider?.close();
  });
  return {
    get provider() {
      return started(provider);
    },
    get server() {
      return started(server);
    },
    get client() {
      return nativeClient(started(server).url);
    },
    restart: async () => {
      server = await started(server).restart();
    },
  };
}

function started<Part>(part: Part | undefined): Part {
  if (part === undefined) {
    throw new Error('It is started before the first test, not earlier.');
  }
  return part;
}
