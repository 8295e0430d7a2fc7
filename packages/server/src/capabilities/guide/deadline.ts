import { z } from 'zod';

/**
 * A deadline as a file of knowledge has it: a day (`2027-02-15`), or a day of each year (`--02-15`, ISO 8601 without a
 * year) for what comes back at about the same time.
 */
export const deadlineSchema = z.union([
  z.iso.date(),
  z.string().refine((text) => text.startsWith('--') && z.iso.date().safeParse(`2001-${text.slice(2)}`).success, {
    error: 'must be a day such as 2027-02-15, or a day of each year such as --02-15',
  }),
]);

/** The next such day from `today` (`YYYY-MM-DD`) on, that day included; null where it is over for good. */
export function nextDeadline(deadline: string, today: string): string | null {
  if (!deadline.startsWith('--')) return deadline >= today ? deadline : null;
  const year = Number(today.slice(0, 4));
  const thisYear = `${today.slice(0, 4)}-${deadline.slice(2)}`;
  return thisYear >= today ? thisYear : `${year + 1}-${deadline.slice(2)}`;
}
