import type { FastifyRequest } from 'fastify';
import { ParlanceError } from '../../engine/errors.ts';
import type { Services } from '../../http/services.ts';
import type { StaffMember } from '../../ports/staff.ts';

export const MOUNT = 'staff';

const LONGEST_ID = 128;

/** The member that an address names, where it is the caller's. Rejects with `not_found` in the documented words. */
export async function memberIn({ staff }: Services, request: FastifyRequest): Promise<StaffMember> {
  const { params } = request;
  const id = typeof params === 'object' && params !== null && 'staff_id' in params ? String(params.staff_id) : '';
  const member = id.length > LONGEST_ID ? null : await staff.get(request.identity.owner, id);
  if (member === null) throw notFound(id);
  return member;
}

export function notFound(id: string): ParlanceError {
  const shown = id.length > LONGEST_ID ? `${id.slice(0, LONGEST_ID)}…` : id;
  return new ParlanceError('not_found', `Staff with id ${shown.toWellFormed()} not found`);
}

/** A member as clients see it. */
export function toResource(member: StaffMember) {
  const { id, name, role, description, instructions, createdAt, updatedAt } = member;
  return {
    id,
    name,
    role,
    description,
    instructions,
    created_at: createdAt === null ? null : new Date(createdAt).toISOString(),
    updated_at: updatedAt === null ? null : new Date(updatedAt).toISOString(),
  };
}
