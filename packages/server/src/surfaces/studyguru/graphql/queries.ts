import { ParlanceError } from '../../../engine/errors.ts';
import { messageText } from '../../../http/message-text.ts';
import type { ConversationRecord, LedgerRecord, MessageRecord } from '../../../ports/records.ts';
import { findInteraction, MOUNT } from '../interactions.ts';
import type { RequestContext } from './types.ts';

const MOST_IN_PAGE = 100;

export interface PageArguments {
  readonly first: number;
  readonly after?: string | null;
}

/** An interaction as the language has it; its messages are read only where they are asked for. */
export function interactionOf(context: RequestContext, record: ConversationRecord): object {
  return {
    id: record.id,
    title: record.title,
    createdAt: isoTime(record.createdAt),
    updatedAt: isoTime(record.updatedAt),
    messages: async ({ last }: { readonly last: number }) => {
      const { services, request } = context;
      const records = await services.engine.messages(request.identity.owner, record.id, pageSize(last));
      return records.map(messageOf);
    },
  };
}

export const queries = {
  interactions: async ({ first, after }: PageArguments, context: RequestContext) => {
    const { services, request } = context;
    const limit = pageSize(first);
    const records = await services.engine.conversations(request.identity.owner, {
      mount: MOUNT,
      limit: limit + 1,
      ...(after === undefined || after === null ? {} : { before: pagePosition(after) }),
    });
    const shown = records.slice(0, limit);
    const last = shown.at(-1);
    const next = records.length > limit && last !== undefined ? `${last.updatedAt}.${last.id}` : null;
    return { interactions: shown.map((record) => interactionOf(context, record)), next };
  },

  interaction: async ({ id }: { readonly id: string }, context: RequestContext) => {
    const { services, request } = context;
    try {
      return interactionOf(context, await findInteraction(services.engine, request.identity.owner, id));
    } catch (error) {
      if (error instanceof ParlanceError && error.code === 'not_found') return null;
      throw error;
    }
  },

  points: async (_: unknown, { services, request }: RequestContext) => {
    const { balance, reserved } = await services.engine.account(request.identity.owner);
    return { balance, reserved, available: balance - reserved };
  },

  ledger: async ({ first, after }: PageArguments, { services, request }: RequestContext) => {
    const limit = pageSize(first);
    const before = after === undefined || after === null ? undefined : ledgerPosition(after);
    const lines = await services.engine.ledger(request.identity.owner, limit + 1, before);
    const shown = lines.slice(0, limit);
    const last = shown.at(-1);
    return { lines: shown.map(lineOf), next: lines.length > limit && last !== undefined ? `p${last.position}` : null };
  },
};

function messageOf(message: MessageRecord): object {
  const { id, role, status, createdAt } = message;
  return { id, role, content: messageText(message), status, createdAt: isoTime(createdAt) };
}

function lineOf({ kind, points, balance, turn, reason, at }: LedgerRecord): object {
  return { kind, points, balance, turn, reason, at: isoTime(at) };
}

function pageSize(wanted: number): number {
  if (wanted >= 1 && wanted <= MOST_IN_PAGE) return wanted;
  throw new ParlanceError('validation', `Ask for 1 to ${MOST_IN_PAGE} at a time.`);
}

function pagePosition(mark: string): { readonly updatedAt: number; readonly id: string } {
  const [, updatedAt, id] = /^(\d{1,15})\.([0-9a-f-]{36})$/.exec(mark) ?? [];
  if (updatedAt === undefined || id === undefined) throw wrongMark();
  return { updatedAt: Number(updatedAt), id };
}

function ledgerPosition(mark: string): number {
  const position = /^p(\d{1,15})$/.exec(mark)?.[1];
  if (position === undefined) throw wrongMark();
  return Number(position);
}

function wrongMark(): ParlanceError {
  return new ParlanceError('validation', '`after` is not the end of a page.');
}

function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
