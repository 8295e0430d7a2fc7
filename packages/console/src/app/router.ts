import { Store } from '../parts/store.ts';

/** Where the page is. The server answers these addresses with the page: `surfaces/console/routes.ts`. */
export type Route =
  | { readonly kind: 'home' }
  /** A new conversation with an assistant. */
  | { readonly kind: 'new'; readonly assistant: string }
  | { readonly kind: 'conversation'; readonly id: string }
  /** A page beside the conversations, by its name in `pages/registry.tsx`. */
  | { readonly kind: 'page'; readonly name: string };

function parseRoute(path: string): Route {
  const [, first = '', second = ''] = path.split('/').map(decoded);
  if (second === '') return { kind: 'home' };
  if (first === 'c') return { kind: 'conversation', id: second };
  if (first === 'a') return { kind: 'new', assistant: second };
  return first === 'console' ? { kind: 'page', name: second } : { kind: 'home' };
}

export function formatRoute(route: Route): string {
  switch (route.kind) {
    case 'home':
      return '/';
    case 'new':
      return `/a/${encodeURIComponent(route.assistant)}`;
    case 'conversation':
      return `/c/${encodeURIComponent(route.id)}`;
    case 'page':
      return `/console/${encodeURIComponent(route.name)}`;
    default:
      return route satisfies never;
  }
}

/** The route that is shown; the browser's own back and forward move it too. */
export const currentRoute = new Store<Route>(parseRoute(location.pathname));
window.addEventListener('popstate', () => currentRoute.set(parseRoute(location.pathname)));

/** Goes there. `replace`: as if the place before had never been, for one that only led here. */
export function navigate(route: Route, { replace = false }: { readonly replace?: boolean } = {}): void {
  const path = formatRoute(route);
  if (replace) history.replaceState(null, '', path);
  else if (path !== location.pathname) history.pushState(null, '', path);
  currentRoute.set(route);
}

function decoded(step: string): string {
  try {
    return decodeURIComponent(step);
  } catch {
    return '';
  }
}
