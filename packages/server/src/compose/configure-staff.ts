import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createProfile } from '../capabilities/staff/profile.ts';
import { readShippedMembers } from '../capabilities/staff/shipped-members.ts';
import { createStaffDirectory, type StaffParts } from '../capabilities/staff/staff-directory.ts';
import type { Assistants } from '../engine/assistant.ts';
import type { Capability } from '../engine/capability.ts';
import type { StaffDirectory } from '../ports/staff.ts';

export interface Staff {
  readonly directory: StaffDirectory;
  readonly profile: Capability;
}

/** The shipped members are in the folder `members` of the assistant `staff`; without it there are none. */
export function configureStaff({
  assistants,
  ...parts
}: Omit<StaffParts, 'shipped'> & { assistants: Assistants }): Staff {
  const folder = assistants.get('staff')?.folder;
  const members = folder === undefined ? null : join(folder, 'members');
  const shipped = members !== null && existsSync(members) ? readShippedMembers(members) : new Map();
  const directory = createStaffDirectory({ ...parts, shipped });
  return { directory, profile: createProfile(directory) };
}
