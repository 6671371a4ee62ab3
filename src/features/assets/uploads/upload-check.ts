import { extname } from 'node:path';
import type { FieldError } from '../../../kernel/errors.ts';
import { textFault } from '../../../platform/text/text-fault.ts';
import type { AssetKind } from '../asset.entity.ts';
import { FORMATS, formatOf } from '../ingest/formats.ts';
import { MAX_FILE_BYTES } from './upload-limits.ts';
import type { FormatName } from '../ingest/formats.ts';

/** A client's announcement of a file. Untrusted: ingest checks the bytes. */
export interface AnnouncedFile {
  readonly fileName: string;
  readonly contentType?: string | null | undefined;
  readonly byteSize: number;
  readonly sha256?: string | null | undefined;
}

const FORMAT_LIST = Object.keys(FORMATS).map((name) => formatOf(name as FormatName));
const KINDS = ['VIDEO', 'IMAGE', 'AUDIO', 'CAPTION', 'FONT', 'DOCUMENT'] as const satisfies readonly AssetKind[];
const extensionsOf = (kind: AssetKind): readonly string[] => FORMAT_LIST.flatMap(({ extensions }) => extensions[kind] ?? []);
/** Kinds by media type. A type that may be a film or audio alone counts as the film. */
const KIND_OF_TYPE: ReadonlyMap<string, AssetKind> = new Map(
  FORMAT_LIST.flatMap(({ kinds, types, audioTypes = [] }) => {
    const [kind] = kinds.includes('VIDEO') ? (['VIDEO'] as const) : kinds;
    const own = kind ? types.map((type) => [type, kind] as const) : [];
    return [...own, ...audioTypes.map((type) => [type, 'AUDIO'] as const)];
  }),
);

/** Bytes of UTF-8 that file systems allow for a name. */
const MAX_NAME_LENGTH = 255;
/** Marks of direction. Other texts may contain them, but in a file name they could display the extension at another place. */
const MARK = /[\u061c\u200e\u200f]/;
const MEDIA_TYPE = /^[\w.+-]{1,100}\/[\w.+-]{1,100}$/;
const SHA256 = /^[0-9a-f]{64}$/i;

/** The kind that name and type suggest; undefined when neither is known. */
export function announcedKind({ fileName, contentType }: Pick<AnnouncedFile, 'fileName' | 'contentType'>): AssetKind | undefined {
  const extension = extname(fileName).slice(1).toLowerCase();
  const type = bareType(contentType);
  const format = FORMAT_LIST.find(({ extensions }) => Object.values(extensions).some((known) => known.includes(extension)));
  if (!format) return KIND_OF_TYPE.get(type);
  // Recorders put audio alone into containers of films, and announce it as audio.
  if (format.kinds.includes('AUDIO') && type.startsWith('audio/')) return 'AUDIO';
  return KINDS.find((kind) => format.extensions[kind]?.includes(extension));
}

/** `Video/MP4; codecs=…` → `video/mp4`; undefined without a type. */
export const bareType = (contentType: string | null | undefined): string =>
  contentType?.split(';', 1)[0]?.trim().toLowerCase() || 'application/octet-stream';

/** All problems, field by field; `path` has no `input.` in front. Empty when the upload may begin. */
export function problemsOf(file: AnnouncedFile): readonly FieldError[] {
  const { fileName, contentType, byteSize, sha256 } = file;
  const kind = announcedKind(file);
  const problems: readonly (readonly [path: string, message: string | undefined])[] = [
    ['fileName', problemOfName(fileName)],
    ['contentType', MEDIA_TYPE.test(bareType(contentType)) ? undefined : 'Must be a media type such as video/mp4, or omitted.'],
    ['fileName', kind ? undefined : `Unsupported file type. Supported extensions: ${KINDS.flatMap(extensionsOf).join(', ')}.`],
    ['byteSize', problemOfSize(byteSize, kind)],
    [
      'sha256',
      sha256 == null || SHA256.test(sha256) ? undefined : 'Must be the SHA-256 of the bytes in 64 hexadecimal digits, or omitted.',
    ],
  ];
  return problems.flatMap(([path, message]) => (message === undefined ? [] : [{ path, message }]));
}

function problemOfName(name: string): string | undefined {
  if (name.trim() === '' || /^\.+$/.test(name)) return 'Must be a file name such as intro.mp4.';
  if (Buffer.byteLength(name) > MAX_NAME_LENGTH) return `Must have at most ${MAX_NAME_LENGTH} bytes.`;
  if (/[/\\]/.test(name)) return 'Must be a file name without folders.';
  if (MARK.test(name)) return 'Must not contain marks of direction (U+061C, U+200E, U+200F).';
  if (name.startsWith('-')) return 'Must not begin with a dash.';
  return textFault(name, { max: MAX_NAME_LENGTH });
}

function problemOfSize(byteSize: number, kind: AssetKind | undefined): string | undefined {
  if (byteSize < 1) return 'Must not be 0: the file is empty.';
  if (kind && byteSize > MAX_FILE_BYTES[kind]) return `Must be at most ${MAX_FILE_BYTES[kind] / 1024 ** 2} MiB for this kind of file.`;
  return undefined;
}
