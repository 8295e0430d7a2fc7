/** What nobody outside may make a server connect to: itself, its neighbours, the cloud's metadata, everybody at once. */
const INSIDE: readonly string[] = [
  '127.0.0.1',
  '127.1.2.3',
  '0.0.0.0',
  '10.0.0.1',
  '172.16.0.1',
  '172.31.255.254',
  '192.168.1.1',
  '169.254.169.254',
  '169.254.170.2',
  '100.100.100.200',
  '192.0.0.192',
  '198.18.0.1',
  '224.0.0.1',
  '240.0.0.1',
  '255.255.255.255',
];

/** Spellings that one resolver or another takes for the address. */
const SPELLINGS: readonly ((octets: Octets) => string)[] = [
  (octets) => octets.join('.'),
  (octets) => `${octets.join('.')}.`,
  (octets) => String(numberOf(octets)),
  (octets) => `0x${hex(numberOf(octets), 8)}`,
  (octets) => `0${numberOf(octets).toString(8)}`,
  (octets) => octets.map((octet) => `0x${hex(octet, 2)}`).join('.'),
  (octets) => octets.map((octet) => `0${octet.toString(8)}`).join('.'),
  ([a, b, c, d]) => `${a}.${b}.${c * 256 + d}`,
  ([a, b, c, d]) => `${a}.${(b * 256 + c) * 256 + d}`,
  (octets) => encodeURIComponent(octets.join('.')).replaceAll('.', '%2e'),
  // Full-width digits and an ideographic full stop, which names are normalised from.
  (octets) => octets.join('\u3002').replaceAll(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit))),
  (octets) => `[::ffff:${octets.join('.')}]`,
  (octets) => `[::ffff:${groups(octets)}]`,
  (octets) => `[0:0:0:0:0:ffff:${groups(octets)}]`,
  (octets) => `[::${octets.join('.')}]`,
  (octets) => `[64:ff9b::${octets.join('.')}]`,
  (octets) => `[64:ff9b:1::${groups(octets)}]`,
  (octets) => `[2002:${groups(octets)}::1]`,
  (octets) => `[2001:0:${groups(octets)}::1]`,
  (octets) => `[::ffff:0:${groups(octets)}]`,
];

const OTHERS: readonly string[] = [
  '[::1]',
  '[0000:0000::0001]',
  '[::]',
  '[fe80::1]',
  '[fc00::1]',
  '[fd00:ec2::254]',
  '[fec0::1]',
  '[ff02::1]',
  '[2001:db8::1]',
  '[100::1]',
  'localhost',
  'localhost.',
  'LOCALHOST',
  '\u24db\u24de\u24d2\u24d0\u24db\u24d7\u24de\u24e2\u24e3',
];

type Octets = readonly [number, number, number, number];

/** Addresses that must never be connected to, each once, at this port. */
export function hostileAddresses(port: number): readonly string[] {
  const hosts = [...INSIDE.flatMap((address) => SPELLINGS.map((spell) => spell(octetsOf(address)))), ...OTHERS];
  return [
    ...hosts.map((host) => `http://${host}:${port}/latest/meta-data/`),
    `https://127.0.0.1:${port}/`,
    `http://user@127.0.0.1:${port}/`,
    `http://public.test:80@127.0.0.1:${port}/`,
    `http://user:word@public.test/`,
    `http:127.0.0.1:${port}/`,
    `http:\\\\127.0.0.1:${port}\\`,
    `  http://127.0.0.1:${port}/`,
    `http://127.0.0.1\t:${port}/`,
    `http://127.0.0.1:${port}#@public.test/`,
    `file:///etc/passwd`,
    `file://127.0.0.1/etc/passwd`,
    `gopher://127.0.0.1:${port}/_GET%20/`,
    `ftp://127.0.0.1:${port}/`,
    `dict://127.0.0.1:${port}/info`,
    `ws://127.0.0.1:${port}/`,
    `data:text/plain,hello`,
    `javascript:alert(1)`,
    `//127.0.0.1:${port}/`,
    `/latest/meta-data/`,
    '',
    `http://`,
    `http://public.test/${'a'.repeat(4_000)}`,
  ];
}

function octetsOf(address: string): Octets {
  const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number);
  return [a, b, c, d];
}

function numberOf([a, b, c, d]: Octets): number {
  return ((a * 256 + b) * 256 + c) * 256 + d;
}

function groups([a, b, c, d]: Octets): string {
  return `${hex(a * 256 + b, 4)}:${hex(c * 256 + d, 4)}`;
}

function hex(number: number, digits: number): string {
  return number.toString(16).padStart(digits, '0');
}
