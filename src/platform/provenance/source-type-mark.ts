import { appendFile, open, readFile, writeFile } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { readFileBoxes } from '../files/mp4-boxes.ts';
import { SOURCE_TERMS, SOURCE_TYPES } from './provenance.ts';
import type { SourceType } from './provenance.ts';

const VOCABULARY = 'http://cv.iptc.org/newscodes/digitalsourcetype/';

/** Adobe's UUID of an XMP packet in ISO media files (XMP Specification, part 3). */
const XMP_UUID = Buffer.from('be7acfcb97a942e89c71999491e3afac', 'hex');
const XMP_JPEG = Buffer.from('http://ns.adobe.com/xap/1.0/\0', 'latin1');
const XMP_PNG = Buffer.from('XML:com.adobe.xmp\0\0\0\0\0', 'latin1');

const PNG_HEAD_BYTES = 33;
const MAX_PACKET_BYTES = 65_536;
const BOX_HEAD_BYTES = 8;

/** The packet with the IPTC property `DigitalSourceType`, which viewers and platforms read. */
const packetOf = (sourceType: SourceType): Buffer =>
  Buffer.from(
    `<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about="" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
   xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:CreatorTool="Reelwright"
   Iptc4xmpExt:DigitalSourceType="${VOCABULARY}${SOURCE_TERMS[sourceType]}"/>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>`,
    'utf8',
  );

/** Appends the mark to a finished MP4 as a `uuid` box, which players skip. A later copy by ffmpeg drops it: this is the last change of the file. */
export async function markMp4(path: string, sourceType: SourceType): Promise<void> {
  const packet = packetOf(sourceType);
  const head = Buffer.alloc(BOX_HEAD_BYTES);
  head.writeUInt32BE(BOX_HEAD_BYTES + XMP_UUID.length + packet.length);
  head.write('uuid', 4, 'latin1');
  await appendFile(path, Buffer.concat([head, XMP_UUID, packet]));
}

/** Inserts the mark into a JPEG, behind the head that must be first. */
export async function markJpeg(path: string, sourceType: SourceType): Promise<void> {
  const bytes = await readFile(path);
  const content = Buffer.concat([XMP_JPEG, packetOf(sourceType)]);
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(content.length + 2, 2);
  const hasJfif = bytes.readUInt16BE(2) === 0xff_e0;
  const at = hasJfif ? 4 + bytes.readUInt16BE(4) : 2;
  await writeFile(path, Buffer.concat([bytes.subarray(0, at), head, content, bytes.subarray(at)]));
}

/** Inserts the mark into a PNG, behind its header. */
export async function markPng(path: string, sourceType: SourceType): Promise<void> {
  const bytes = await readFile(path);
  const named = Buffer.concat([Buffer.from('iTXt', 'latin1'), XMP_PNG, packetOf(sourceType)]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(named.length - 4);
  sum.writeUInt32BE(crc32(named));
  await writeFile(path, Buffer.concat([bytes.subarray(0, PNG_HEAD_BYTES), length, named, sum, bytes.subarray(PNG_HEAD_BYTES)]));
}

/** The mark of an MP4; null when it has none. */
export async function readMp4Mark(path: string): Promise<SourceType | null> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    for await (const { at, box } of readFileBoxes(file, size)) {
      if (box?.name !== 'uuid') continue;
      const body = Buffer.alloc(Math.min(MAX_PACKET_BYTES, Math.max(0, box.bytes - box.headBytes)));
      await file.read(body, 0, body.length, at + box.headBytes);
      if (body.subarray(0, XMP_UUID.length).equals(XMP_UUID)) return markIn(body);
    }
    return null;
  } finally {
    await file.close();
  }
}

/** The mark in the packet of a file that is given whole. */
export function markIn(bytes: Buffer): SourceType | null {
  const term = new RegExp(`DigitalSourceType="${VOCABULARY}(\\w+)"`).exec(bytes.toString('latin1'))?.[1];
  return SOURCE_TYPES.find((type) => SOURCE_TERMS[type] === term) ?? null;
}
