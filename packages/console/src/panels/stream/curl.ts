/** A request that a developer may want to repeat in a shell. */
export interface Repeatable {
  readonly title: string;
  readonly path: string;
  /** Sent as JSON with POST; absent for GET. */
  readonly body?: Readonly<Record<string, unknown>>;
}

/** The same request for curl in a POSIX shell. A token stays out of the clipboard: the shell has it in `$TOKEN`. */
export function curlOf({ path, body }: Repeatable, base: string, hasToken: boolean): string {
  const parts = [`curl -N ${quoted(base + path)}`];
  if (hasToken) parts.push('-H "Authorization: Bearer $TOKEN"');
  if (body !== undefined) parts.push(`-H 'Content-Type: application/json'`, `-d ${quoted(JSON.stringify(body))}`);
  return parts.join(' \\\n  ');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** How this message is asked: through the native API, and as the documents of its own system have it. */
export function requestsFor(
  assistant: string,
  conversation: string,
  turn: string,
  message: string,
): readonly Repeatable[] {
  const id = encodeURIComponent(conversation);
  const own = ownRequest(assistant, message);
  return [
    { title: 'Follow this answer', path: `/api/v1/turns/${encodeURIComponent(turn)}/events` },
    { title: 'Ask in this conversation', path: `/api/v1/conversations/${id}/turns`, body: { message } },
    ...(own === null ? [] : [{ title: `Ask as clients of ${assistant} do`, ...own }]),
  ];
}

function ownRequest(assistant: string, message: string): Omit<Repeatable, 'title'> | null {
  switch (assistant) {
    case 'milo':
      return { path: '/milo/chat/stream', body: { message, session_id: 'from-curl' } };
    case 'assistant':
      return { path: '/chat', body: { message } };
    case 'studyguru':
      return { path: '/api/stream/stream-conversation', body: { message } };
    case 'jacie':
      return { path: '/chat/stream', body: { query: message, stream_tokens: true } };
    default:
      return null;
  }
}
