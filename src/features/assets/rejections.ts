/** Why files are rejected, and what their owner can do. Listed in docs/assets.md. */
export const REJECTIONS = {
  FILE_MISSING: 'Upload the file again: its bytes did not arrive.',
  EMPTY_FILE: 'The file is empty. Check that the original opens, then upload it again.',
  TOO_LARGE: 'Reduce the file size: compress it, or split it.',
  SIZE_MISMATCH: 'Upload the file again: its size differs from the announced one.',
  HASH_MISMATCH: 'Upload the file again: its content differs from the announced hash.',
  TYPE_UNKNOWN: 'Use one of the formats listed in docs/assets.md.',
  TYPE_MISMATCH: 'The content differs from what the name says. Give the file its correct extension.',
  ACTIVE_CONTENT: 'HTML, programs and vector drawings are not accepted. Export a JPEG, PNG or WebP.',
  PLAYLIST: 'This file only references others. Upload the media itself.',
  ARCHIVE: 'Unpack the archive and upload the files one by one.',
  POLYGLOT: 'The file contains data of a second format. Re-export it.',
  DAMAGED: 'The file is truncated or damaged. Export it again.',
  UNSUPPORTED_ENCODING: 'Export it with a common codec: H.264 and AAC in MP4, or a JPEG or PNG.',
  EXTERNAL_REFERENCE: 'The film references external media. Export it as one self-contained file.',
  TOO_MANY_PIXELS: 'Make the picture smaller; the limits are in docs/limits.md.',
  TOO_MANY_FRAMES: 'Export the animation as MP4, or shorten it.',
  TOO_MANY_STREAMS: 'Export it with one video track and only the audio tracks that you need.',
  TOO_LONG: 'Split the file into shorter parts.',
  FRAME_RATE_TOO_HIGH: 'Export it with at most 120 frames per second.',
  BIT_DEPTH_TOO_HIGH: 'Export it with 8 or 10 bits per channel.',
  EXPANDS_TOO_MUCH: 'The file is far larger when unpacked. Export it again without embedded extras.',
  TOO_COMPLEX: 'Reading the file takes too much time or memory. Re-export it with simpler settings or a smaller size.',
  FONT_INVALID: 'The font is damaged or incomplete. Use the original TTF, OTF or WOFF2.',
  CAPTIONS_INVALID: 'Correct the line named by the job, and save the captions as UTF-8.',
  DOCUMENT_INVALID: 'Save the table as CSV or JSON Lines in UTF-8, without control characters.',
  FETCH_FAILED: 'See the failure of the job: the URL could not be fetched.',
  INGEST_FAILED: 'The check of the file did not finish; the file is not at fault. Retry the job.',
  CANCELED: 'The job was canceled before the file was checked. Upload it again.',
} as const;
export type RejectionCode = keyof typeof REJECTIONS;

export const REJECTION_CODES = Object.keys(REJECTIONS) as [RejectionCode, ...RejectionCode[]];

/** A file was rejected: an expected result, not an error. */
export class Rejection extends Error {
  override readonly name = 'Rejection';
  readonly code: RejectionCode;

  /** `message` describes the problem, with numbers from the file but none of its text. */
  constructor(code: RejectionCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** A rejection as DAMAGED; `what` completes the sentence. */
export const damaged = (what: string): Rejection => new Rejection('DAMAGED', `The file is truncated or damaged: ${what}.`);

export const tooLarge = (byteSize: number, atMost: number): Rejection =>
  new Rejection('TOO_LARGE', `The file has ${byteSize} bytes; at most ${atMost} are accepted for its kind.`);
