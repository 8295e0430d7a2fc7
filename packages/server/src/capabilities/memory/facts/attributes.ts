/** What is known of an attribute. */
interface Attribute {
  /** Whether one value excludes another: a new one then takes the place of the old one. */
  readonly single: boolean;
  /** The sentence behind the subject, `#` for the value. */
  readonly says: string;
  /** Other names that models and users have for it. */
  readonly also?: readonly string[];
}

/**
 * The attributes that have a meaning of their own. Any other may be used too: `favorite_…`, names, dates and numbers have
 * one value, the rest may have many. Source: RETRIEVAL.md §3.4.
 */
export const ATTRIBUTES: Readonly<Record<string, Attribute>> = {
  name: { single: true, says: 'is called #', also: ['full_name', 'real_name', 'named', 'called'] },
  preferred_name: { single: true, says: 'wants to be called #', also: ['nickname', 'goes_by', 'call_me'] },
  age: { single: true, says: 'is # years old', also: ['years_old'] },
  birthday: { single: true, says: 'has birthday on #', also: ['birth_date', 'date_of_birth', 'born', 'born_on'] },
  origin: { single: true, says: 'comes from #', also: ['from', 'hometown', 'home_town', 'native_of', 'birthplace'] },
  lives_in: {
    single: true,
    says: 'lives in #',
    also: [
      'city',
      'home',
      'home_city',
      'residence',
      'location',
      'lives',
      'live_in',
      'based_in',
      'moved_to',
      'address_city',
    ],
  },
  address: { single: true, says: 'lives at #', also: ['home_address', 'street'] },
  works_at: {
    single: true,
    says: 'works at #',
    also: ['employer', 'company', 'workplace', 'works_for', 'work_place', 'employed_by', 'work_at'],
  },
  occupation: {
    single: true,
    says: 'works as #',
    also: ['job', 'profession', 'job_title', 'role', 'works_as', 'career', 'position', 'title'],
  },
  studies: { single: true, says: 'studies #', also: ['major', 'field_of_study', 'study'] },
  studies_at: { single: true, says: 'studies at #', also: ['university', 'college', 'school', 'attends'] },
  marital_status: { single: true, says: 'is #', also: ['relationship_status'] },
  diet: { single: true, says: 'is #', also: ['dietary_preference', 'eating_habits', 'food_habit'] },
  phone: { single: true, says: 'has the phone number #', also: ['phone_number', 'mobile', 'telephone'] },
  email: { single: true, says: 'has the email address #', also: ['email_address', 'mail'] },
  drives: { single: true, says: 'drives #', also: ['car'] },
  wakes_up: { single: true, says: 'wakes up #', also: ['wake_up_time', 'gets_up'] },
  goes_to_bed: { single: true, says: 'goes to bed #', also: ['bedtime', 'bed_time'] },
  timezone: { single: true, says: 'is in the time zone #', also: ['time_zone'] },
  allergy: { single: false, says: 'is allergic to #', also: ['allergies', 'allergic_to'] },
  speaks: { single: false, says: 'speaks #', also: ['language', 'languages', 'speaks_language'] },
  plays: { single: false, says: 'plays #', also: ['instrument', 'sport'] },
  learns: { single: false, says: 'learns #', also: ['is_learning', 'learning'] },
  hobby: { single: false, says: 'has the hobby #', also: ['hobbies', 'interest', 'interests'] },
  likes: { single: false, says: 'likes #', also: ['loves', 'enjoys', 'like', 'fond_of'] },
  dislikes: { single: false, says: 'dislikes #', also: ['hates', 'dislike', 'cannot_stand'] },
  prefers: { single: false, says: 'prefers #', also: ['preference'] },
  has: { single: false, says: 'has #', also: ['owns', 'possesses', 'have'] },
  is: { single: false, says: 'is #', also: ['state', 'condition'] },
  plans: { single: false, says: 'plans: #', also: ['plan', 'todo', 'task', 'intends', 'wants_to', 'goal', 'reminder'] },
  did: { single: false, says: 'told: #', also: ['event', 'experience', 'happened'] },
  noted: { single: false, says: 'asked to remember: #', also: ['note', 'fact', 'other'] },
};

const BY_NAME: ReadonlyMap<string, string> = new Map(
  Object.entries(ATTRIBUTES).flatMap(([name, { also = [] }]) => [name, ...also].map((other) => [other, name])),
);

/** Ends of the names of attributes that have one value, whatever they are of. */
const SINGLE_ENDS = [
  'name',
  'date',
  'number',
  'address',
  'color',
  'time',
  'birthday',
  'age',
  'size',
  'status',
  'appointment',
];

/** The one name of an attribute: in lower case with underscores, its usual alias, American spelling. */
export function attributeNamed(written: string): string {
  const words = written
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_/, '')
    .replace(/_$/, '')
    .replaceAll('favourite', 'favorite')
    .replaceAll('colour', 'color');
  const plain = words.startsWith('current_') ? words.slice('current_'.length) : words;
  return BY_NAME.get(plain) ?? (plain === '' ? 'noted' : plain);
}

/** Whether a value of this attribute, as `attributeNamed` names it, excludes any other. */
export function isSingle(attribute: string): boolean {
  const known = ATTRIBUTES[attribute];
  if (known !== undefined) return known.single;
  return (
    attribute.startsWith('favorite_') ||
    attribute.startsWith('taste_') ||
    SINGLE_ENDS.some((end) => attribute === end || attribute.endsWith(`_${end}`))
  );
}

/** What is said of the subject, as a sentence. `user` is the owner. */
export function sentenceOf(subject: string, attribute: string, value: string): string {
  const who = subject === 'user' ? 'The user' : subject.startsWith("user's ") ? `The ${subject}` : capital(subject);
  const says = ATTRIBUTES[attribute]?.says;
  if (says !== undefined) return ended(`${who} ${says.replace('#', () => value)}`);
  if (attribute.startsWith('taste_')) return ended(`${who} ${value}`);
  return ended(`${who}'s ${attribute.replaceAll('_', ' ')} is ${value}`);
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

function ended(sentence: string): string {
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}
