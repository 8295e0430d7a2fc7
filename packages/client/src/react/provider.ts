import { createContext, createElement, useContext, type ReactNode } from 'react';
import { createClient, type Client } from '../client.ts';

const ClientContext = createContext<Client | null>(null);

/** Hands one client to all hooks below it. */
export function ParlanceProvider({ client, children }: { readonly client: Client; readonly children?: ReactNode }) {
  return createElement(ClientContext.Provider, { value: client }, children);
}

let ownOrigin: Client | undefined;

/** The client of the hook's options, of the provider above it, or one for the server that the page came from. */
export function useClient(given?: Client): Client {
  const provided = useContext(ClientContext);
  return given ?? provided ?? (ownOrigin ??= createClient());
}
