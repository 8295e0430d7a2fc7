import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, expect } from 'vitest';
import { writeDocx, writeXlsx } from '../../../../scripts/documents/write-office.ts';
import { assemble, writePdf } from '../../../../scripts/documents/write-pdf.ts';
import { verifies } from '../../../../spec/verifies.ts';
import { SystemClock } from '../../src/adapters/clock/system.ts';
import { ManualClock } from '../../src/adapters/clock/manual.ts';
import type { DocumentLimits } from '../../src/adapters/documents/limits.ts';
import { createWorkerReader } from '../../src/adapters/documents/worker-reader.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { DocumentReader, ReadDocument } from '../../src/ports/documents.ts';
import { temporaryFolder, type TemporaryFolder } from './support/folder.ts';
import { line, longPdf, row } from './support/files.ts';

const MB = 1024 * 1024;
let folder: TemporaryFolder;
const readers: DocumentReader[] = [];

beforeAll(async () => {
  folder = await temporaryFolder();
});

afterAll(async () => {
  await Promise.all(readers.map((reader) => reader.close()));
  await folder.remove();
});

function reader(limits: Partial<DocumentLimits> = {}, clock: Clock = new SystemClock()): DocumentReader {
  const made = createWorkerReader({ clock, limits });
  readers.push(made);
  return made;
}

async function read(name: string, content: Uint8Array | string, from = reader()): Promise<ReadDocument> {
  const file = join(folder.path, name);
  await writeFile(file, content);
  return await from.read({ file, name }, new AbortController().signal);
}

const textOf = async (name: string, content: Uint8Array | string): Promise<string> =>
  (await read(name, content)).pages.map(({ text }) => text).join('\f');

const SALES = [
  ['Segment', '2018', '2017'],
  ['Harbours', '1,577', '1,433'],
];

verifies(
  'documents:formats documents:pages documents:tables',
  'reads a PDF page by page, its tables by rows',
  async () => {
    const first = [line('Results of the year', 0, 18), line('Sales rose (a little).', 3), ...row(SALES[0] ?? [], 6)];
    const pages = [
      [...first, ...row(SALES[1] ?? [], 7)],
      [line('Outlook', 0, 18), line('Calm.', 3)],
    ];
    expect(await read('report.bin', writePdf({ title: 'Annual report', pages }))).toMatchObject({
      kind: 'pdf',
      title: 'Annual report',
      pages: [
        {
          heading: 'Results of the year',
          text: 'Results of the year\n\nSales rose (a little).\n\nSegment | 2018 | 2017\nHarbours | 1,577 | 1,433',
        },
        { heading: 'Outlook', text: 'Outlook\n\nCalm.' },
      ],
    });
  },
);

verifies(
  'documents:formats documents:pages documents:tables',
  'reads Word files, cut at their page breaks',
  async () => {
    const blocks = [{ text: 'Leave', style: 'Title' }, { table: SALES }, 'page break', { text: 'Sickness' }] as const;
    expect(await read('policy.txt', writeDocx(blocks))).toMatchObject({
      kind: 'docx',
      title: 'Leave',
      pages: [
        { heading: 'Leave', text: expect.stringContaining('Segment: Harbours | 2018: 1,577 | 2017: 1,433') },
        { heading: null, text: 'Sickness' },
      ],
    });
  },
);

verifies(
  'documents:formats documents:pages documents:tables',
  'reads each sheet of an Excel file as a page',
  async () => {
    const sheets = [
      {
        name: 'Plan',
        rows: [
          ['Item', 'Cost'],
          ['Desk', 12.5],
        ],
      },
      {
        name: 'Stock',
        rows: [
          ['Part', 'Left'],
          ['Rope', 3],
        ],
      },
    ];
    const { kind, pages } = await read('plan', writeXlsx(sheets));
    expect(kind).toBe('xlsx');
    expect(pages).toEqual([
      { heading: 'Plan', text: 'Plan\nItem | Cost\nItem: Desk | Cost: 12.5' },
      { heading: 'Stock', text: 'Stock\nPart | Left\nPart: Rope | Left: 3' },
    ]);
  },
);

verifies(
  'documents:formats documents:tables',
  'reads HTML, Markdown, CSV and text; keeps no address of a link',
  async () => {
    const table = '<table><tr><th>Dock</th><th>Depth</th></tr><tr><td>North</td><td>9</td></tr></table>';
    const html = `<!doctype html><title>Port &amp; sea</title><script>x()</script><h1>Docks</h1><p>Ask <a href="http://evil.example/">us</a>.</p>${table}`;
    expect(await read('docks.txt', html)).toMatchObject({
      kind: 'html',
      title: 'Port & sea',
      pages: [{ heading: 'Docks', text: 'Docks\n\nAsk us.\n\nDock | Depth\nDock: North | Depth: 9' }],
    });
    const markdown =
      '# Docks\n\nAsk [us](http://evil.example/) ![map](http://evil.example/m.png).\n\n| Dock | Depth |\n|--|--|\n| North | 9 |\n';
    expect(await textOf('docks.md', markdown)).toBe('Docks\n\nAsk us map.\n\nDock | Depth\nDock: North | Depth: 9');
    expect(await textOf('docks.csv', 'Dock;Depth\n"North; old";9\n')).toBe('Dock | Depth\nDock: North; old | Depth: 9');
    expect(
      (await read('two.txt', `first\r\n\u0007page${' of two'.repeat(10)}\fsecond`)).pages.map(({ text }) => text),
    ).toEqual([`first\npage${' of two'.repeat(10)}`, 'second']);
    expect(await textOf('latin.txt', Buffer.from('caf\u00e9', 'latin1'))).toBe('caf\u00e9');
  },
);

verifies('fault:A11', 'refuses what is broken or of another kind with a reason, and reads on', async () => {
  const one = reader();
  const refused = (content: Uint8Array | string, failure: object, name = 'x.pdf') =>
    expect(read(name, content, one)).rejects.toMatchObject({ code: 'unreadable', ...failure });
  await refused('%PDF-1.4 and no more', { message: 'The PDF is broken.' });
  await refused(Buffer.from('89504e470d0a1a0a00', 'hex'), { message: expect.stringContaining('not a PDF') });
  await refused('PK\u0003\u0004 cut off', { message: 'The archive is broken.' });
  await refused(zipSync({ 'a.txt': Buffer.from('a') }), { message: expect.stringContaining('neither a DOCX') });
  await refused('   \n ', { message: expect.stringContaining('no text') }, 'blank.txt');
  await expect(read('good.txt', 'still here', one)).resolves.toMatchObject({ kind: 'text' });
});

verifies('fault:A11', 'gives up at the bounds of bytes, pages, text and what an archive unpacks to', async () => {
  const small = reader({ maxBytes: 200_000, maxPages: 3, maxCharacters: 5_000, maxUnpackedBytes: 100_000 });
  const tooLarge = (name: string, content: Uint8Array | string) =>
    expect(read(name, content, small)).rejects.toMatchObject({ code: 'too_large' });
  await tooLarge('bytes.txt', 'a'.repeat(200_001));
  await tooLarge('pages.txt', 'a\f'.repeat(5));
  await tooLarge('pages.pdf', longPdf(4));
  await tooLarge('text.txt', 'a '.repeat(3_000));
  const bomb = zipSync({ 'word/document.xml': new Uint8Array(300_000) });
  await tooLarge('bomb.docx', bomb);
  await expect(read('good.txt', 'still here', small)).resolves.toMatchObject({ kind: 'text' });
});

verifies('fault:A11', 'an archive that states a smaller size than it has unpacks no further than that', async () => {
  const honest = Buffer.from(zipSync({ 'word/document.xml': Buffer.alloc(2_000_000, 'a') }));
  const directory = honest.indexOf('PK\u0001\u0002');
  honest.writeUInt32LE(10, directory + 24);
  await expect(read('liar.docx', honest, reader({ maxUnpackedBytes: 100_000 }))).rejects.toMatchObject({
    code: 'unreadable',
  });
});

verifies('fault:A11', 'ends the thread of a document that takes too much memory, and reads the next', async () => {
  const one = reader({ maxMemoryBytes: 128 * MB });
  const packed = deflateSync(Buffer.alloc(400 * MB, 'BT ET '), { level: 1 });
  const stream = `<< /Length ${packed.length} /Filter /FlateDecode >>\nstream\n${packed.toString('latin1')}\nendstream`;
  const page = '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R >>';
  const bomb = assemble([
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Count 1 /Kids [3 0 R] >>',
    page,
    stream,
  ]);
  await expect(read('bomb.pdf', bomb, one)).rejects.toMatchObject({
    code: 'too_large',
    message: expect.stringContaining('memory'),
  });
  await expect(read('good.txt', 'still here', one)).resolves.toMatchObject({ kind: 'text' });
});

verifies('fault:A11', 'ends the thread of a document that takes too long', async () => {
  const clock = new ManualClock(0);
  const reading = read('long.pdf', longPdf(300), reader({ timeLimitMs: 5_000 }, clock));
  reading.catch(() => undefined);
  await expect.poll(() => clock.pending).toBeGreaterThan(0);
  clock.advance(5_000);
  await expect(reading).rejects.toMatchObject({ code: 'too_large', message: expect.stringContaining('5 s') });
});
