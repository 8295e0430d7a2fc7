import { createGuide } from '../capabilities/guide/guide.ts';
import type { KnowledgeSource } from '../capabilities/guide/knowledge-source.ts';
import { loadGuide, type LoadedGuide } from '../capabilities/guide/load-guide.ts';
import type { Assistants } from '../engine/assistant.ts';
import type { Capability } from '../engine/capability.ts';
import type { EngineObserver } from '../engine/observer.ts';
import type { Clock } from '../ports/clock.ts';
import type { GuideOutline } from '../ports/guide-outline.ts';
import type { Store } from '../ports/store.ts';

export interface GuideSettings {
  readonly assistants: Assistants;
  readonly store: Store;
  readonly clock: Clock;
  readonly observer: EngineObserver;
  /** Name of the provider behind the model. */
  readonly provider: string;
  /** Collections of knowledge that come from elsewhere than from files. */
  readonly sources: readonly KnowledgeSource[];
}

export interface ConfiguredGuide {
  readonly capability: Capability;
  /** The guide of each assistant that has one, by the assistant's name. */
  readonly outlines: ReadonlyMap<string, GuideOutline>;
}

/** Loads the guide of every assistant that declares one. Throws an error that names the file where one cannot be used. */
export function configureGuide({
  assistants,
  store,
  clock,
  observer,
  provider,
  sources,
}: GuideSettings): ConfiguredGuide {
  const guided = assistants.list().filter(({ capabilities }) => capabilities.includes('guide'));
  const names = sources.map(({ name }) => name);
  const guides = new Map(guided.map(({ name, folder }) => [name, loadGuide(folder, names)]));
  const capability = createGuide({
    guides,
    sources,
    store,
    clock,
    asksModel: provider !== 'scripted',
    onFailure: (turn, part, error) => observer.degraded(turn, part, error),
  });
  return { capability, outlines: new Map([...guides].map(([name, guide]) => [name, outlineOf(guide)])) };
}

function outlineOf({ definition: { title, steps, slots } }: LoadedGuide): GuideOutline {
  return {
    title,
    steps: steps.map(({ id, title: stepTitle, goal }) => ({ id, title: stepTitle, goal })),
    slots: slots.map(({ name, title: slotTitle }) => ({ name, title: slotTitle })),
  };
}
