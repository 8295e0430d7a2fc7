import type { Client } from '@parlance/client';
import { z } from 'zod';
import type { ChatOptions } from './options.ts';
import { assistantPartner, staffPartner, type Partner } from './partner.ts';

/** Source: docs/staff.md. */
const STAFF = z.object({ staff: z.array(z.object({ id: z.string(), name: z.string(), role: z.string() })) });

/** Whom `--assistant` names. Throws a `TypeError` with the names that there are, or `ClientError`. */
export async function findPartner(client: Client, options: ChatOptions): Promise<Partner> {
  const [name = '', member] = options.assistant.split('/');
  if (name === 'staff') return await findMember(client, member ?? '', options.conversation);
  const assistants = await client.assistants();
  const found = assistants.find((assistant) => assistant.name === options.assistant);
  if (found === undefined) {
    const names = assistants.map((assistant) => (assistant.name === 'staff' ? 'staff/…' : assistant.name));
    throw new TypeError(`There is no assistant ${JSON.stringify(options.assistant)}. There are: ${names.join(', ')}.`);
  }
  return assistantPartner(client, found.name, found.title, options.conversation);
}

async function findMember(client: Client, member: string, conversation: string | null): Promise<Partner> {
  if (conversation !== null) throw new TypeError('--conversation is not for colleagues: you have one with each.');
  const { staff } = STAFF.parse(await client.api.json({ path: '/api/v1/staff' }));
  const found = staff.find(({ id }) => id === member);
  if (found !== undefined) return staffPartner(client, found.id, `${found.name}, ${found.role}`);
  const names = staff.map(({ id }) => `staff/${id}`).join(', ');
  throw new TypeError(`Say which colleague: --assistant ${names}.`);
}
