import type { Model } from '../../../src/ports/model.ts';
import type { Mutant } from './mutant.ts';

/** Defects of what stands behind the ports. */
export const portMutants: readonly Mutant[] = [
  {
    name: 'a store that ignores epochs',
    rules: ['I1', 'I2', 'I3', 'I5', 'order', 'T21'],
    within: 1_000,
    plant: () => ({ store: { ignoresEpochs: true } }),
  },
  {
    name: 'a store that numbers a repeated append anew',
    rules: ['I1', 'I3', 'T21'],
    within: 50,
    plant: () => ({ store: { repeatsAreNew: true } }),
  },
  {
    name: 'a store that lets a message follow the newest turn that is open',
    rules: ['T28', 'T29'],
    within: 100,
    plant: () => ({ store: { followsOpen: true } }),
  },
  {
    name: 'a model that is asked again after content was shown',
    rules: ['I5'],
    within: 50,
    plant: () => ({ wrapModel: askedAgain }),
  },
  {
    name: 'a model that is asked twice for safety',
    rules: ['I5'],
    within: 50,
    plant: () => ({ wrapModel: askedTwice }),
  },
];

function askedAgain(model: Model): Model {
  return {
    provider: model.provider,
    stream: async (request, sink, signal) => {
      try {
        return await model.stream(request, sink, signal);
      } catch (error) {
        const brokeOff = error instanceof Error && 'code' in error && error.code === 'upstream_disconnected';
        if (brokeOff && !signal.aborted) {
          return model.stream(request, sink, signal);
        }
        throw error;
      }
    },
  };
}

function askedTwice(model: Model): Model {
  const deaf = { push: () => true, ready: () => Promise.resolve() };
  return {
    provider: model.provider,
    stream: (request, sink, signal) => {
      model.stream(request, deaf, signal).catch(() => undefined);
      return model.stream(request, sink, signal);
    },
  };
}
