import type { JsonObject } from '@parlance/wire';
import { z } from 'zod';
import type { Clock } from '../../ports/clock.ts';
import type { Ids } from '../../ports/ids.ts';
import type { SettingRecord } from '../../ports/records.ts';
import { MOST_STAFF, type StaffDirectory, type StaffMember, type StaffProfile } from '../../ports/staff.ts';
import type { Store } from '../../ports/store.ts';

const KIND = 'staff';
/** How often a change is made again that met another at the same moment. */
const RACES = 5;

/** A member as it is kept; null for one that was removed. */
const kept = z.object({
  profile: z
    .object({ name: z.string(), role: z.string(), description: z.string(), instructions: z.string() })
    .nullable(),
});

export interface StaffParts {
  readonly store: Pick<Store, 'setting' | 'settings' | 'commit'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly ids: Ids;
  readonly shipped: ReadonlyMap<string, StaffMember>;
}

export function createStaffDirectory({ store, clock, ids, shipped }: StaffParts): StaffDirectory {
  const find = async (owner: string, id: string): Promise<Found> => {
    const row = await store.setting(owner, KIND, id);
    return { row, member: row === null ? (shipped.get(id) ?? null) : memberOf(row) };
  };
  /** False where somebody else changed it in between. */
  const put = async (owner: string, id: string, row: SettingRecord | null, profile: StaffProfile | null) => {
    const now = clock.now();
    // A copy: only the profile is kept, whatever else the object has.
    const data: JsonObject = { profile: profile === null ? null : profileOf(profile) };
    const revision = (row?.revision ?? 0) + 1;
    const setting = { owner, kind: KIND, id, data, revision, createdAt: row?.createdAt ?? now, updatedAt: now };
    const [outcome] = await store.commit([{ writes: [{ kind: 'setting.put', setting }] }]);
    if (outcome?.committed === true) return setting;
    if (outcome?.reason === 'fenced') return null;
    throw new Error(`The store refused a staff member: ${outcome?.reason}`);
  };
  const repeat = async <Result>(attempt: () => Promise<Result | 'again'>): Promise<Result> => {
    for (let race = 0; race < RACES; race += 1) {
      const result = await attempt();
      if (result !== 'again') return result;
    }
    throw new Error('A staff member was changed too often at the same moment.');
  };
  return {
    list: async (owner) => {
      const all = new Map<string, StaffMember | null>(shipped);
      for (const row of await store.settings(owner, KIND)) all.set(row.id, memberOf(row));
      const members = [...all.values()].filter((member) => member !== null);
      return members.toSorted((one, other) => (one.name < other.name ? -1 : one.name > other.name ? 1 : 0));
    },
    get: async (owner, id) => (await find(owner, id)).member,
    create: (owner, wanted, profile) =>
      repeat(async () => {
        const id = wanted ?? ids.next();
        const { row, member } = await find(owner, id);
        if (member !== null) return 'exists';
        if (row === null && (await store.settings(owner, KIND)).length >= MOST_STAFF) return 'full';
        const stored = await put(owner, id, row, profile);
        return stored === null ? 'again' : (memberOf(stored) ?? 'again');
      }),
    change: (owner, id, changes) =>
      repeat(async () => {
        const { row, member } = await find(owner, id);
        if (member === null) return null;
        const stored = await put(owner, id, row, { ...member, ...changes });
        return stored === null ? 'again' : memberOf(stored);
      }),
    remove: (owner, id) =>
      repeat(async () => {
        const { row, member } = await find(owner, id);
        if (member === null) return false;
        // Of one that is not shipped nothing has to be remembered.
        const writes = [{ kind: 'setting.remove' as const, owner, setting: KIND, id }];
        if (!shipped.has(id)) return (await store.commit([{ writes }]))[0]?.committed === true || 'again';
        return (await put(owner, id, row, null)) === null ? 'again' : true;
      }),
  };
}

interface Found {
  readonly row: SettingRecord | null;
  readonly member: StaffMember | null;
}

function memberOf({ id, data, createdAt, updatedAt }: SettingRecord): StaffMember | null {
  const { profile } = kept.parse(data);
  return profile === null ? null : { id, ...profile, createdAt, updatedAt };
}

function profileOf({ name, role, description, instructions }: StaffProfile) {
  return { name, role, description, instructions };
}
