import { open, readFile } from 'node:fs/promises';
import type { AssetKind } from '../../asset.entity.ts';
import { Rejection, tooLarge } from '../../rejections.ts';
import { readCaptions } from './caption-file.ts';
import { readDocument } from './document-file.ts';
import { probeFilm } from './probe-film.ts';
import { probeFont } from './probe-font.ts';
import { probePicture } from './probe-picture.ts';
import { MAX_FILE_BYTES } from '../../uploads/upload-limits.ts';
import { contentTypeOf, formatOf } from '../formats.ts';
import type { MediaInfo } from '../media-info.ts';
import type { FormatName } from '../formats.ts';
import { PROBE_LIMITS } from '../limits.ts';
import type { ProbeContext } from './probe-context.ts';
import { HEAD_BYTES, sniff, sniffDocument, tagLength } from './sniff.ts';
import { refusalOf } from './stream-info.ts';

/**
 * Identifies a file by its bytes and compares it with the announced kind, if there is one. Throws a Rejection for rejected files; any other
 * error is not caused by the file. `isTable`: the name of the file is that of a DOCUMENT.
 */
export async function probeFile(
  announced: AssetKind | undefined,
  context: ProbeContext,
  isTable = announced === 'DOCUMENT',
): Promise<MediaInfo> {
  const { head, behindTag, byteSize } = await readHead(context.path);
  const format = isTable ? sniffDocument(head) : sniff(head, behindTag);
  const kinds: readonly AssetKind[] = formatOf(format).kinds;
  const mayBe = announced && kinds.includes(announced) ? announced : kinds[0];
  if (mayBe && byteSize > MAX_FILE_BYTES[mayBe]) throw tooLarge(byteSize, MAX_FILE_BYTES[mayBe]);
  if (announced && !kinds.includes(announced)) throw mismatch(announced, kinds[0] ?? announced);
  try {
    const info = await read(format, { ...context, call: { ...context.call, limits: PROBE_LIMITS } });
    // Recorders save audio alone with the file extension of a film.
    const isAudioOfFilm = announced === 'VIDEO' && info.kind === 'AUDIO';
    if (announced && info.kind !== announced && !isAudioOfFilm) throw mismatch(announced, info.kind);
    return info;
  } catch (error) {
    throw refusalOf(error);
  }
}

const mismatch = (announced: AssetKind, found: AssetKind): Rejection =>
  new Rejection('TYPE_MISMATCH', `The name says ${announced}, the content says ${found}.`);

function read(format: FormatName, context: ProbeContext): Promise<MediaInfo> {
  const [kind] = formatOf(format).kinds;
  if (kind === 'IMAGE') return probePicture(format, context);
  if (format === 'csv' || format === 'jsonl') return readDocument(format, context.path);
  if (kind === 'FONT') return probeFont(format, context.path, context.call.signal);
  return format === 'srt' || format === 'vtt' ? examineCaptions(format, context.path) : probeFilm(format, context);
}

async function examineCaptions(format: 'srt' | 'vtt', path: string): Promise<MediaInfo> {
  const { cues, durationMs } = readCaptions(await readFile(path), format);
  return {
    format,
    kind: 'CAPTION',
    contentType: contentTypeOf(format, 'CAPTION'),
    durationMs,
    codecs: [format === 'vtt' ? 'webvtt' : 'subrip'],
    metadata: { format, cues },
  };
}

/** The format of a file by its first bytes. @throws Rejection for unsupported formats */
export async function formatOfFile(path: string): Promise<FormatName> {
  const { head, behindTag } = await readHead(path);
  return sniff(head, behindTag);
}

async function readHead(path: string): Promise<{ readonly head: Buffer; readonly behindTag: Buffer; readonly byteSize: number }> {
  const file = await open(path);
  try {
    const readAt = async (at: number): Promise<Buffer> => {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, at);
      return buffer.subarray(0, bytesRead);
    };
    const head = await readAt(0);
    return { head, behindTag: await readAt(tagLength(head)), byteSize: (await file.stat()).size };
  } finally {
    await file.close();
  }
}
