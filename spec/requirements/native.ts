import type { Requirement } from '../requirement.ts';

/** The native API. */
export const nativeRequirements: readonly Requirement[] = [
  ['native:assistants', 'Assistants are listed with name, title, description and model.'],
  ['native:guide', 'Where an assistant leads through steps, they are read with what is collected on the way.'],
  ['native:conversations', 'Conversations are created, listed page by page, read, renamed and deleted.'],
  [
    'native:snapshot',
    'A conversation is read with the cursor of each open turn, from which nothing is missed or repeated.',
  ],
  ['native:messages', 'Messages are read backwards page by page, those that wait for their turn among them.'],
  ['native:turn:stream', 'A turn streams its events, numbered from 0 without a gap, to exactly one terminal.'],
  [
    'native:turn:json',
    'With stream:false the same turn is answered as one object; a failure has the status of its code.',
  ],
  ['native:turn:branch', 'A message with another parent makes a branch, and the conversation shows the newest one.'],
  ['native:turn:idempotent', 'A repeated request attaches to its turn and says so.'],
  ['native:events:any-format', 'A turn can be followed in every format that Parlance speaks, from any point.'],
  ['native:cancel', 'A cancel is acknowledged when it is stored; of an ended turn it answers with the terminal.'],
  ['operations:now', 'Administrators see what runs, how the last minute was and what went wrong, by correlation id.'],
  ['operations:who', 'Without a secret only whoever sits at the machine sees it, through no proxy.'],
  ['native:problems', 'Errors are RFC 9457 problem details with code and correlation id, and name the wrong field.'],
  ['native:openapi', 'The OpenAPI 3.1 document describes every route.'],
].map(([id = '', sentence = '']) => ({ id, part: 'native', source: 'CONTRACT.md §4 Native API', sentence }));
