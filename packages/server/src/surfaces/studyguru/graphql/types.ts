import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Services } from '../../../http/services.ts';

/** What every resolver knows of the request that it works for. */
// Not an interface: the library wants to know that there are no other properties.
export type RequestContext = {
  readonly services: Services;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
};

/** The language of `/graphql`. Source: CONTRACT.md §2.3. */
export const TYPE_DEFINITIONS = /* GraphQL */ `
  type Query {
    "Your interactions, the last changed first."
    interactions(first: Int = 20, after: String): InteractionPage!
    "Null where there is no such interaction of yours."
    interaction(id: ID!): Interaction
    points: Points!
    "What came and went, the newest first."
    ledger(first: Int = 20, after: String): LedgerPage!
  }

  type Mutation {
    "Asks, and answers when the answer is whole. The stream at /api/stream shows it as it is written."
    doConversation(input: DoConversationInput!): ConversationResult!
    "The same by another name."
    do_conversation(input: DoConversationInput!): ConversationResult!
  }

  input DoConversationInput {
    "Null begins a new interaction."
    interactionId: ID
    "May be left out only where media files come along."
    message: String
    mediaFiles: [MediaFileInput!]
    maxTokens: Int
    "As the header Idempotency-Key: the same request a second time is neither asked nor billed again."
    idempotencyKey: String
  }

  input MediaFileInput {
    id: ID!
    url: String
  }

  type ConversationResult {
    success: Boolean!
    "What happened, in one sentence."
    message: String!
    interactionId: ID
    isNewInteraction: Boolean
    interaction: Interaction
    "The answer; what there is of it where it broke off."
    aiResponse: String
    tokensUsed: Int
    pointsCost: Int
  }

  type Interaction {
    id: ID!
    title: String
    createdAt: String!
    updatedAt: String!
    "The newest so many, the oldest of them first."
    messages(last: Int = 50): [Message!]!
  }

  type InteractionPage {
    interactions: [Interaction!]!
    "after of the next page; null at the end."
    next: String
  }

  type Message {
    id: ID!
    "user or assistant"
    role: String!
    content: String!
    "complete, interrupted, cancelled or error"
    status: String!
    createdAt: String!
  }

  type Points {
    balance: Int!
    reserved: Int!
    available: Int!
  }

  type LedgerLine {
    kind: String!
    points: Int!
    balance: Int!
    turn: ID
    reason: String
    at: String!
  }

  type LedgerPage {
    lines: [LedgerLine!]!
    next: String
  }
`;
