import { InvalidRequest, type RequestIssue } from '../../http/invalid-request.ts';
import type { StaffProfile } from '../../ports/staff.ts';
import { Issues, objectIn, textIn } from './field-issues.ts';

/** Longest texts of a profile, in characters. */
export const LONGEST = { name: 100, role: 100, description: 500, instructions: 8_000 } as const;

export const MEMBER_ID = '^[a-z0-9](?:[a-z0-9_-]{0,62}[a-z0-9])?$';
const ID = new RegExp(MEMBER_ID);

/** Reads what a new member is to be. `id` null: the server chooses one. Throws `InvalidRequest`. */
export function parseNewMember(body: unknown): { readonly id: string | null; readonly profile: StaffProfile } {
  const fields = objectIn(body);
  const issues = new Issues();
  const text = (name: keyof typeof LONGEST): string => issues.take(textIn(fields, name, LONGEST[name]), '');
  const id = issues.take<string | null>(idIn(fields['id']), null);
  const name = text('name');
  const role = text('role');
  const instructions = text('instructions');
  const description = (fields['description'] ?? null) === null ? role : text('description');
  issues.refuse();
  return { id, profile: { name, role, description, instructions } };
}

/** Reads what is to change of the member `id`; a field that is missing stays as it is. Throws `InvalidRequest`. */
export function parseChanges(body: unknown, id: string): Partial<StaffProfile> {
  const fields = objectIn(body);
  const given = (['name', 'role', 'description', 'instructions'] as const).filter((name) => fields[name] !== undefined);
  const issues = new Issues();
  const { id: wanted = id } = fields;
  // A member may be sent back as it was read.
  if (wanted !== id) {
    const msg = 'Value error, The id of a staff member cannot be changed';
    issues.add({ type: 'value_error', loc: ['body', 'id'], msg, input: wanted });
  }
  const changes = given.map((name) => [name, issues.take(textIn(fields, name, LONGEST[name]), '')] as const);
  issues.refuse();
  return Object.fromEntries(changes);
}

/** Why a member cannot be made: its id is in use, or there are as many as one owner may have. */
export function refused(reason: 'exists' | 'full', id: string | null): InvalidRequest {
  const msg =
    reason === 'exists'
      ? 'Value error, There is a staff member of this id'
      : 'Value error, There are as many staff members as can be kept';
  return new InvalidRequest([{ type: 'value_error', loc: ['body', 'id'], msg, input: id }]);
}

function idIn(value: unknown): string | null | RequestIssue {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string' && ID.test(value)) return value;
  const msg = 'String should be 1 to 64 lower-case letters, digits, hyphens and underscores';
  return { type: 'string_pattern_mismatch', loc: ['body', 'id'], msg, input: value, ctx: { pattern: MEMBER_ID } };
}
