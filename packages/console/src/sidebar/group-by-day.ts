import type { Conversation } from '@parlance/client';

export interface Group {
  readonly title: string;
  readonly conversations: readonly Conversation[];
}

const DAY_MS = 86_400_000;

/** Conversations under the time that people look for them by, in the order in which they come. */
export function groupByDay(conversations: readonly Conversation[], now: Date): readonly Group[] {
  const today = new Date(now.getFullYear(), now.getMonth(), now.getDate()).getTime();
  const titleOf = ({ updatedAt }: Conversation): string => {
    const at = Date.parse(updatedAt);
    if (at >= today) return 'Today';
    if (at >= today - DAY_MS) return 'Yesterday';
    if (at >= today - 7 * DAY_MS) return 'This week';
    return at >= today - 30 * DAY_MS ? 'This month' : 'Earlier';
  };
  const groups = new Map<string, Conversation[]>();
  for (const conversation of conversations) {
    const title = titleOf(conversation);
    const group = groups.get(title);
    if (group === undefined) groups.set(title, [conversation]);
    else group.push(conversation);
  }
  return [...groups].map(([title, members]) => ({ title, conversations: members }));
}
