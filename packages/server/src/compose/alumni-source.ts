import type { KnowledgeEntry, KnowledgeSource } from '../capabilities/guide/knowledge-source.ts';
import type { AlumniDirectory, AlumniRecord } from '../ports/alumni.ts';

/** Characters of one fact of a record that enter a prompt. */
const MOST_OF_FACT = 160;

/** Alumni as knowledge that steps offer by the name `alumni`, found by the slots `interests` and `careerPaths`. */
export function alumniSource(directory: Pick<AlumniDirectory, 'find'>): KnowledgeSource {
  return {
    name: 'alumni',
    find: async ({ slots, limit }, signal) => {
      signal.throwIfAborted();
      const { interests = [], careerPaths = [] } = slots;
      const found = await directory.find({ interests, careerPaths, limit });
      return found.map(toEntry);
    },
  };
}

function toEntry(record: AlumniRecord): KnowledgeEntry {
  const { id, name, classYear, major, position, organization, interests, careerPaths, contact, profileUrl } = record;
  const title = [line(name), classYear === null ? '' : `class of ${classYear}`, line(major)].filter(
    (part) => part !== '',
  );
  const work = [line(position), line(organization)].filter((part) => part !== '').join(' at ');
  const facts = [
    work === '' ? '' : `${work}.`,
    interests.length === 0 ? '' : `Interests: ${line(interests.join(', '))}.`,
    contact === null ? 'No contact data may be given; Cross Campus is the way.' : `Contact: ${line(contact)}.`,
  ];
  return {
    id: `alumni-${id.replaceAll(/[^\w-]/g, '-').slice(0, 64)}`,
    title: title.join(', '),
    text: facts.filter((fact) => fact !== '').join(' '),
    tags: [...careerPaths, ...interests],
    verifyAt: profileUrl !== null && /^https?:\/\/\S+$/.test(profileUrl) ? profileUrl : null,
    deadline: null,
  };
}

/** One line, whatever a table holds: a record must not look like more than one in a prompt. */
function line(text: string | null): string {
  return (text ?? '')
    .replaceAll(/[\s\p{C}]+/gu, ' ')
    .trim()
    .slice(0, MOST_OF_FACT);
}
