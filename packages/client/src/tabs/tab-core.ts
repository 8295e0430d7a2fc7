import { isRecord, textIn } from '../json.ts';
import type { PendingSends } from '../stream/pending-sends.ts';
import type { StreamSettings } from '../stream/settings.ts';
import type { StreamCore } from '../stream/stream-core.ts';
import { takePlace } from './places.ts';
import { SharedTurn } from './shared-turn.ts';
import type { TabTools } from './tab-tools.ts';

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

/** The channel is open only while somebody listens or speaks: an open one keeps a process of Node alive. */
function createNews(tools: TabTools, name: string): News {
  return {
    tell: (turn) => {
      const channel = tools.channel(name);
      channel.postMessage(turn);
      channel.close();
    },
    listen: (listener) => {
      const channel = tools.channel(name);
      channel.onmessage = ({ data }) => {
        const turn = textIn(data, 'turn');
        if (turn !== undefined && isRecord(data))
          listener({ turn, conversation: textIn(data, 'conversation') ?? null });
      };
      return () => channel.close();
    },
  };
}
