import type { RefusalReason } from '../../../ports/store.ts';
import { QUERIES } from '../record-reader.ts';
import { integer, text } from '../rows.ts';
import type { WriteContext, WriteOf } from './write-context.ts';

const TURN = 'SELECT user_message FROM turn WHERE id = ? AND conversation = ?';
const STORED = 'SELECT version, data FROM state WHERE conversation = ? AND scope = ? AND turn = ?';
const PUT = 'INSERT INTO state (conversation, scope, turn, version, data) VALUES (?, ?, ?, ?, ?)';

export function putState({ sql }: WriteContext, { state, previous }: WriteOf<'state.put'>): RefusalReason | null {
  const { conversation, scope, turn, version } = state;
  const data = JSON.stringify(state.data);
  const owner = sql.get(TURN, turn, conversation);
  if (owner === null) {
    return 'not-found';
  }
  const stored = sql.get(STORED, conversation, scope, turn);
  if (stored !== null) {
    return integer(stored, 'version') === version && text(stored, 'data') === data ? null : 'exists';
  }
  const before = sql.get(QUERIES.state, conversation, text(owner, 'user_message'), scope);
  if ((before === null ? 0 : integer(before, 'version')) !== previous) {
    return 'fenced';
  }
  sql.run(PUT, conversation, scope, turn, version, data);
  return null;
}
