/** A colleague that messages are written to. */
export interface StaffMember {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly description: string;
  /** What the member's answers follow, beside what holds for all staff. */
  readonly instructions: string;
  /** Milliseconds since the epoch; null for one that is shipped and was never changed. */
  readonly createdAt: number | null;
  readonly updatedAt: number | null;
}

export type StaffProfile = Pick<StaffMember, 'name' | 'role' | 'description' | 'instructions'>;

/**
 * Each owner's staff: those that are shipped as data, and over them what the owner made, changed or removed.
 * Source: DESIGN.md §8.12.
 */
export interface StaffDirectory {
  /** By name. MUST show nothing of another owner. */
  list(owner: string): Promise<readonly StaffMember[]>;
  get(owner: string, id: string): Promise<StaffMember | null>;
  /** `id` null: a new one. MUST NOT change a member that is there. */
  create(owner: string, id: string | null, profile: StaffProfile): Promise<StaffMember | 'exists' | 'full'>;
  /** Changes what is named; null where there is no such member. */
  change(owner: string, id: string, changes: Partial<StaffProfile>): Promise<StaffMember | null>;
  /** False where there was none. A shipped member stays removed until one of this id is made. */
  remove(owner: string, id: string): Promise<boolean>;
}

/** Most members that one owner may have made, changed or removed. */
export const MOST_STAFF = 200;
