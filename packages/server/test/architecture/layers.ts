/** One layer of the code and what it may know. */
export interface Layer {
  readonly name: LayerName;
  /** Its files. Where a group captures, each captured folder is a part that knows no other part of the layer. */
  readonly files: RegExp;
  /** Layers that it may import, beside its own. */
  readonly imports: readonly LayerName[];
  /** Layers of which it may import types only. */
  readonly types?: readonly LayerName[];
  /** What it may import from npm and from Node. Default: nothing. */
  readonly outside?: 'anything' | readonly string[];
}

export type LayerName =
  | 'wire'
  | 'dialects'
  | 'wire index'
  | 'ports'
  | 'ingestion'
  | 'retrieval'
  | 'engine'
  | 'capabilities'
  | 'jobs'
  | 'adapters'
  | 'settings'
  | 'parts'
  | 'http'
  | 'surfaces'
  | 'app'
  | 'commands'
  | 'composition';

/** The direction of imports: a layer not named in a line is out of reach for it. The first match is a file's layer. */
export const LAYERS: readonly Layer[] = [
  { name: 'wire index', files: /^packages\/wire\/src\/(?:index|registry)\.ts$/, imports: ['wire', 'dialects'] },
  { name: 'dialects', files: /^packages\/wire\/src\/dialects\/([^/]+)/, imports: ['wire'] },
  { name: 'wire', files: /^packages\/wire\/src\//, imports: [] },
  { name: 'ports', files: server('ports/'), imports: ['wire index'] },
  // Scoring is data in, data out: the same for every store, and tested without one.
  { name: 'ingestion', files: server('ingestion/'), imports: ['ports'], outside: ['node:crypto'] },
  { name: 'retrieval', files: server('retrieval/'), imports: [] },
  { name: 'engine', files: server('engine/'), imports: ['wire index', 'ports'], outside: ['node:crypto'] },
  {
    name: 'capabilities',
    files: server('capabilities/([^/]+)(?:\\.ts$|/)'),
    imports: ['wire index', 'ports', 'retrieval'],
    types: ['engine'],
    outside: 'anything',
  },
  { name: 'jobs', files: server('jobs/'), imports: ['ports'] },
  {
    name: 'adapters',
    files: server('adapters/((?:model|blobs)/[^/]+|[^/]+)/'),
    imports: ['wire index', 'ports', 'retrieval'],
    outside: 'anything',
  },
  { name: 'settings', files: server('(?:config|log)(?:\\.ts$|/)'), imports: [], outside: 'anything' },
  {
    name: 'parts',
    files: server('(?:(?:assistants|models)\\.ts$|observe/)'),
    imports: ['settings'],
    types: ['engine', 'ports'],
    outside: 'anything',
  },
  { name: 'http', files: server('http/'), imports: ['wire index', 'ports', 'engine', 'settings'], outside: 'anything' },
  {
    name: 'app',
    files: server('surfaces/[^/]+\\.ts$'),
    imports: ['http', 'surfaces', 'settings'],
    outside: 'anything',
  },
  {
    name: 'surfaces',
    files: server('surfaces/([^/]+)/'),
    imports: ['wire index', 'engine', 'http', 'settings'],
    types: ['ports'],
    outside: 'anything',
  },
  {
    name: 'commands',
    files: server('commands/'),
    imports: ['wire index', 'ports', 'engine', 'settings', 'adapters'],
    outside: 'anything',
  },
  {
    name: 'composition',
    files: server('(?:compose|main)(?:\\.ts$|/)'),
    imports: [
      'wire index',
      'ports',
      'engine',
      'capabilities',
      'ingestion',
      'jobs',
      'adapters',
      'settings',
      'parts',
      'http',
      'surfaces',
      'app',
      'commands',
    ],
    outside: 'anything',
  },
];

/** Files of a layer with parts that all of its parts may use, and why. */
export const SHARED: readonly { readonly files: RegExp; readonly reason: string }[] = [
  {
    files: server('adapters/model/[^/]+\\.ts$'),
    reason: 'reading a provider over HTTP is the same work for each of them',
  },
  {
    files: server('capabilities/answer-text\\.ts$'),
    reason: 'what a model may cite and may not show is the same for documents and for memories',
  },
  {
    files: server('adapters/model/http-client/'),
    reason: 'it is how a provider is read over HTTP, in a folder of its own because it is much',
  },
];

/** Files that may import what is named only when the server runs, and why. */
export const COMPUTED: readonly { readonly files: RegExp; readonly reason: string }[] = [
  {
    files: server('adapters/model/ai-sdk/load-provider\\.ts$'),
    reason: 'the operator names the package of the provider',
  },
];

function server(pattern: string): RegExp {
  return new RegExp(`^packages/server/src/${pattern}`);
}
