/** What the first bytes of a file say that it is. */
export interface ImageHeader {
  readonly mediaType: 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp';
  /** Null where the file does not say, so that it cannot be shown by anybody. */
  readonly size: { readonly width: number; readonly height: number } | null;
}

/** Recognises an image by its content; null where it is none that is taken. Nothing is unpacked. */
export function readImageHeader(head: Uint8Array): ImageHeader | null {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if (beginsWith(head, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) {
    return { mediaType: 'image/png', size: pngSize(head, view) };
  }
  if (beginsWith(head, [0xff, 0xd8, 0xff])) return { mediaType: 'image/jpeg', size: jpegSize(view) };
  if (/^GIF8[79]a/.test(asciiAt(head, 0, 6))) return { mediaType: 'image/gif', size: gifSize(view) };
  if (asciiAt(head, 0, 4) === 'RIFF' && asciiAt(head, 8, 4) === 'WEBP') {
    return { mediaType: 'image/webp', size: webpSize(head, view) };
  }
  return null;
}

type Size = ImageHeader['size'];

function pngSize(head: Uint8Array, view: DataView): Size {
  if (view.byteLength < 24 || asciiAt(head, 12, 4) !== 'IHDR') return null;
  return sizeOf(view.getUint32(16), view.getUint32(20));
}

function gifSize(view: DataView): Size {
  return view.byteLength < 10 ? null : sizeOf(view.getUint16(6, true), view.getUint16(8, true));
}

/** Walks from marker to marker up to the one that begins a frame. */
function jpegSize(view: DataView): Size {
  let at = 2;
  while (at + 9 < view.byteLength) {
    if (view.getUint8(at) !== 0xff) return null;
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      // Padding before a marker.
      at += 1;
    } else if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      return sizeOf(view.getUint16(at + 7), view.getUint16(at + 5));
    } else if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7)) {
      at += 2;
    } else {
      // Always forward: a length of less than its own two bytes would lead round and round.
      at += 2 + Math.max(2, view.getUint16(at + 2));
    }
  }
  return null;
}

function webpSize(head: Uint8Array, view: DataView): Size {
  if (view.byteLength < 30) return null;
  switch (asciiAt(head, 12, 4)) {
    case 'VP8 ':
      return sizeOf(view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff);
    case 'VP8L': {
      const bits = view.getUint32(21, true);
      return sizeOf((bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1);
    }
    case 'VP8X':
      return sizeOf(uint24(view, 24) + 1, uint24(view, 27) + 1);
    default:
      return null;
  }
}

function sizeOf(width: number, height: number): Size {
  return width > 0 && height > 0 ? { width, height } : null;
}

function uint24(view: DataView, at: number): number {
  return view.getUint16(at, true) + view.getUint8(at + 2) * 65_536;
}

function beginsWith(head: Uint8Array, bytes: readonly number[]): boolean {
  return bytes.every((byte, index) => head[index] === byte);
}

function asciiAt(head: Uint8Array, at: number, length: number): string {
  return String.fromCharCode(...head.subarray(at, at + length));
}
