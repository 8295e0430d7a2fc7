import { describe, expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import type { SettingRecord } from '../../src/ports/records.ts';
import { commit, mustCommit, NOW } from './store-fixtures.ts';
import type { MakeStore } from './store-subject.ts';

function setting(changes: Partial<SettingRecord> = {}): SettingRecord {
  const data = { name: 'Ada', list: [1, null] };
  return { owner: 'alice', kind: 'staff', id: 'ada', data, revision: 1, createdAt: NOW, updatedAt: NOW, ...changes };
}

/** The MUSTs of `ports/store.ts` about settings; run by each store. */
export function settingContract(name: string, make: MakeStore): void {
  describe(`the setting contract on ${name}`, () => {
    verifies('store:settings', 'finds a setting by owner, kind and id, over a restart too', async () => {
      await using subject = await make();
      const others = [setting({ owner: 'bob' }), setting({ kind: 'webhook' }), setting({ id: 'Zoe' })];
      for (const one of [setting(), ...others]) await mustCommit(subject.store, { kind: 'setting.put', setting: one });
      await subject.reopen('second');
      expect(await subject.store.setting('alice', 'staff', 'ada')).toEqual(setting());
      expect(await subject.store.setting('alice', 'staff', 'bob')).toBeNull();
      expect(await subject.store.settings('alice', 'staff')).toEqual([others[2], setting()]);
      expect(await subject.store.settings('carol', 'staff')).toEqual([]);
    });

    verifies('store:settings', 'lets one of two changes at once win, and tells the other', async () => {
      await using subject = await make();
      const put = (one: SettingRecord) => commit(subject.store, { kind: 'setting.put', setting: one });
      expect(await put(setting({ revision: 2 }))).toMatchObject({ committed: false, reason: 'fenced' });
      expect(await put(setting())).toMatchObject({ committed: true });
      expect(await put(setting())).toMatchObject({ committed: false, reason: 'fenced' });
      const changed = setting({ revision: 2, data: { name: 'Eve' }, updatedAt: NOW + 5 });
      expect(await put(changed)).toMatchObject({ committed: true });
      expect(await put(setting({ revision: 2 }))).toMatchObject({ committed: false, reason: 'fenced' });
      expect(await subject.store.setting('alice', 'staff', 'ada')).toEqual(changed);
    });

    verifies('store:settings', "removes a setting of the owner's, and nobody else's", async () => {
      await using subject = await make();
      await mustCommit(subject.store, { kind: 'setting.put', setting: setting() });
      const remove = (owner: string) =>
        commit(subject.store, { kind: 'setting.remove', owner, setting: 'staff', id: 'ada' });
      expect(await remove('bob')).toMatchObject({ committed: false, reason: 'not-found' });
      expect(await remove('alice')).toMatchObject({ committed: true });
      expect(await remove('alice')).toMatchObject({ committed: false, reason: 'not-found' });
      expect(await subject.store.setting('alice', 'staff', 'ada')).toBeNull();
    });
  });
}
