import { cleanText } from '@parlance/wire';
import { z } from 'zod';

const MAX_POINTS = 1_000_000_000;
const MAX_REASON = 500;

export const accountResource = z.object({
  balance: z.int().describe('All points: the sum of the ledger.'),
  reserved: z.int().describe('Held for answers that are under way.'),
  available: z.int().describe('What new answers can cost.'),
});

export const ledgerLineResource = z.object({
  kind: z.enum(['welcome', 'grant', 'correction', 'turn']),
  points: z.int().describe('What came in; negative where it was spent.'),
  balance: z.int().describe('The balance with this line.'),
  turn: z.string().nullable(),
  reason: z.string().nullable(),
  at: z.iso.datetime(),
});

export const ledgerQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  after: z.string().max(200).optional().describe('`next` of the page before.'),
});

export const grantBody = z.object({
  points: z
    .int()
    .min(-MAX_POINTS)
    .max(MAX_POINTS)
    .refine((points) => points !== 0, 'Must not be 0')
    .describe('Negative takes back, never more than can be spent.'),
  reason: z.string().trim().min(1).max(MAX_REASON).transform(cleanText),
});
