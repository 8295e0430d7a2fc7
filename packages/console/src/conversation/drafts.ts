const PREFIX = 'parlance:draft:';

/** Where the browser stores nothing, what was typed lives as long as the page. */
const typed = new Map<string, string>();

/**
 * What has been typed and not sent, by conversation, or by assistant before there is one. It outlives a reload, and goes
 * with the tab: another tab may hold another draft.
 */
export const drafts = {
  get(id: string): string | undefined {
    return typed.get(id) ?? stored(id);
  },
  set(id: string, text: string): void {
    typed.set(id, text);
    try {
      if (text === '') sessionStorage.removeItem(PREFIX + id);
      else sessionStorage.setItem(PREFIX + id, text);
    } catch {
      // Storage is forbidden or full: the map has it.
    }
  },
};

function stored(id: string): string | undefined {
  try {
    return sessionStorage.getItem(PREFIX + id) ?? undefined;
  } catch {
    return undefined;
  }
}
