import { GraphQLError, Kind, type ASTVisitor, type SelectionSetNode, type ValidationContext } from 'graphql';

const MOST_DEEP = 8;
const MOST_ALIASES = 15;
/** Fields of a request, with those of a fragment counted wherever it is used. */
const MOST_FIELDS = 200;
/** Questions to a model in one request: each costs points and takes as long as an answer. */
const MOST_MUTATIONS = 1;

/**
 * Refuses a document that would cost more to answer than an honest one, before any of it runs: too deep, too many fields
 * or aliases, and more than one question to the model. Source: FAULTS.md A10.
 */
export function limitDocument(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition: (operation) => {
      const found = measure(context, operation.selectionSet, new Set());
      const refuse = (problem: string): void => context.reportError(new GraphQLError(problem, { nodes: operation }));
      if (found.depth > MOST_DEEP) refuse(`The request is deeper than ${MOST_DEEP} levels.`);
      if (found.fields > MOST_FIELDS) refuse(`The request has more than ${MOST_FIELDS} fields.`);
      if (found.aliases > MOST_ALIASES) refuse(`The request has more than ${MOST_ALIASES} aliases.`);
      if (operation.operation === 'mutation' && found.top > MOST_MUTATIONS) {
        refuse('Ask one question in a request.');
      }
    },
  };
}

interface Size {
  readonly depth: number;
  readonly fields: number;
  readonly aliases: number;
  /** Fields of the first level. */
  readonly top: number;
}

const NOTHING: Size = { depth: 0, fields: 0, aliases: 0, top: 0 };

function measure(context: ValidationContext, { selections }: SelectionSetNode, inside: ReadonlySet<string>): Size {
  let total = NOTHING;
  for (const selection of selections) {
    // Beyond the limit nobody asks by how much: fragments could make counting itself dear.
    if (total.fields > MOST_FIELDS) return total;
    total = add(total, sizeOf(context, selection, inside));
  }
  return total;
}

function sizeOf(
  context: ValidationContext,
  selection: SelectionSetNode['selections'][number],
  inside: ReadonlySet<string>,
): Size {
  switch (selection.kind) {
    case Kind.FIELD: {
      const below = selection.selectionSet === undefined ? NOTHING : measure(context, selection.selectionSet, inside);
      return {
        depth: below.depth + 1,
        fields: below.fields + 1,
        aliases: below.aliases + (selection.alias === undefined ? 0 : 1),
        top: 1,
      };
    }
    case Kind.INLINE_FRAGMENT:
      return measure(context, selection.selectionSet, inside);
    case Kind.FRAGMENT_SPREAD: {
      const name = selection.name.value;
      const fragment = context.getFragment(name);
      // A fragment within itself is refused by another rule; here it must only come to an end.
      if (fragment === undefined || fragment === null || inside.has(name)) return NOTHING;
      return measure(context, fragment.selectionSet, new Set([...inside, name]));
    }
  }
}

function add(one: Size, other: Size): Size {
  return {
    depth: Math.max(one.depth, other.depth),
    fields: one.fields + other.fields,
    aliases: one.aliases + other.aliases,
    top: one.top + other.top,
  };
}
