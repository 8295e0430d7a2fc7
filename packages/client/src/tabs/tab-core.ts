import { textIn } from '../json.ts';
import type { PendingSends } from '../stream/pending-sends.ts';
import type { StreamSettings } from '../stream/settings.ts';
import type { StreamCore } from '../stream/stream-core.ts';
import { takePlace } from './places.ts';
import { SharedTurn } from './shared-turn.ts';
import type { TabChannel, TabTools } from './tab-tools.ts';

/** A turn that another tab has begun. */
export interface TurnElsewhere {
  readonly turn: string;
  readonly conversation: string | null;
}

export interface TabCore extends StreamCore {
  /** Calls `listener` for each message that another tab has sent. */
  onTurnElsewhere(listener: (turn: TurnElsewhere) => void): () => void;
}

export interface TabCoreOptions {
  readonly settings: StreamSettings;
  readonly sends: PendingSends;
  readonly tools: TabTools;
  /** Tabs of one scope tell each other of turns: the server, and the user where the page says who it is. */
  readonly scope: string;
  readonly places: number;
}

/** Streams of all tabs over a few connections: one for each turn, and never more at once than `places`. */
export function createTabCore({ settings, sends, tools, scope, places }: TabCoreOptions): TabCore {
  const prefix = `parlance:${scope}`;
  const news = createNews(tools, `${prefix}:news`);
  // Connections are counted for each server, whoever uses them.
  const placeOptions = {
    tools,
    environment: settings.environment,
    prefix: `parlance:${settings.api.base}`,
    count: places,
  };
  return {
    settings,
    sends,
    keepsFirst: false,
    follow: (follow) =>
      new SharedTurn({
        settings,
        tools,
        prefix,
        follow: { ...follow, takePlace: (signal, leave) => takePlace(placeOptions, signal, leave) },
      }).run(),
    onAccepted: (turn, conversation) => news.tell({ turn, conversation }),
    onTurnElsewhere: (listener) => news.listen(listener),
  };
}

interface News {
  tell(turn: TurnElsewhere): void;
  listen(listener: (turn: TurnElsewhere) => void): () => void;
}

/**
 * The channel is open only while somebody listens or speaks: an open one keeps a process of Node alive. All of a page use
 * the same one: a channel does not hear itself, but any other of the page does.
 */
function createNews(tools: TabTools, name: string): News {
  const listeners = new Set<(turn: TurnElsewhere) => void>();
  let channel: TabChannel | null = null;
  const open = (): TabChannel => {
    const opened = tools.channel(name);
    opened.onmessage = ({ data }) => {
      const turn = textIn(data, 'turn');
      if (turn === undefined) return;
      const told = { turn, conversation: textIn(data, 'conversation') ?? null };
      for (const listener of Array.from(listeners)) listener(told);
    };
    return opened;
  };
  const closeUnused = (): void => {
    if (listeners.size > 0) return;
    channel?.close();
    channel = null;
  };
  return {
    tell: (turn) => {
      channel ??= open();
      channel.postMessage(turn);
      closeUnused();
    },
    listen: (listener) => {
      channel ??= open();
      // Wrapped, so that the same function may listen twice and leave once.
      const own = (turn: TurnElsewhere): void => listener(turn);
      listeners.add(own);
      return () => {
        listeners.delete(own);
        closeUnused();
      };
    },
  };
}
