import mammoth from 'mammoth';
import type { DocumentLimits } from '../limits.ts';
import { htmlPages, type MarkedPage } from './html.ts';
import { repack, unpack } from './unpack.ts';

const BODY = 'word/document.xml';
const RENDERED_BREAK = /<w:lastRenderedPageBreak\s?\/>/g;
const EXPLICIT_BREAK = /<w:br w:type="page"\s?\/>/g;

/** The pages of a Word file, cut where Word last cut them, or, where it never did, where its author did. */
export async function docxPages(bytes: Uint8Array, limits: DocumentLimits): Promise<readonly MarkedPage[]> {
  const files = unpack(bytes, limits, (name) => /\.(?:xml|rels)$/.test(name));
  const body = files[BODY];
  if (body !== undefined) files[BODY] = Buffer.from(withOneKindOfBreak(Buffer.from(body).toString('utf8')));
  const { value } = await mammoth.convertToHtml(
    { buffer: Buffer.from(repack(files)) },
    {
      styleMap: ["br[type='page'] => hr.page:fresh", "p[style-name='Title'] => h1:fresh"],
      convertImage: mammoth.images.imgElement(async () => ({ src: '' })),
      externalFileAccess: false,
    },
  );
  return htmlPages(value);
}

/** Word marks each page that it cut, those after an explicit break too: counting both would count pages twice. */
function withOneKindOfBreak(xml: string): string {
  if (xml.search(RENDERED_BREAK) === -1) return xml;
  return xml.replace(EXPLICIT_BREAK, '').replace(RENDERED_BREAK, '<w:br w:type="page"/>');
}
