/** Why a file is refused, and what its owner can do about it. Listed in docs/assets.md. */
export const REJECTIONS = {
  FILE_MISSING: 'Upload the file again: its bytes never arrived.',
  EMPTY_FILE: 'The file has no bytes. Look whether the original can be opened, then upload it again.',
  TOO_LARGE: 'Make the file smaller: compress it, or cut it into parts.',
  SIZE_MISMATCH: 'Upload the file again: other bytes arrived than were announced.',
  HASH_MISMATCH: 'Upload the file again: its content is not the one that was announced.',
  TYPE_UNKNOWN: 'Use one of the formats that are listed in docs/assets.md.',
  TYPE_MISMATCH: 'The content is something else than the name says. Give the file its right ending.',
  ACTIVE_CONTENT: 'Pages, programs and vector drawings are not taken. Export a JPEG, PNG or WebP.',
  PLAYLIST: 'This file only points at others. Upload the media itself.',
  ARCHIVE: 'Unpack the archive and upload the files one by one.',
  POLYGLOT: 'Something else is hidden in this file. Save it anew with an editor for pictures or films.',
  DAMAGED: 'The file is cut off or damaged. Export it again.',
  UNSUPPORTED_ENCODING: 'Export it with a common codec: H.264 and AAC in MP4, or a JPEG or PNG.',
  EXTERNAL_REFERENCE: 'The film takes its media from other files. Export it as one file that holds everything.',
  TOO_MANY_PIXELS: 'Make the picture smaller; the limits are in docs/limits.md.',
  TOO_MANY_FRAMES: 'Export the animation as MP4, or make it shorter.',
  TOO_MANY_STREAMS: 'Export it with one picture track and the sound tracks that are needed.',
  TOO_LONG: 'Cut the file into shorter parts.',
  FRAME_RATE_TOO_HIGH: 'Export it with at most 120 frames a second.',
  BIT_DEPTH_TOO_HIGH: 'Export it with 8 or 10 bits a channel.',
  EXPANDS_TOO_MUCH: 'The file unpacks to far more than it weighs. Save it anew without embedded extras.',
  TOO_COMPLEX: 'Reading the file took too much time or memory. Export it again, simpler or smaller.',
  FONT_INVALID: 'The font is damaged or incomplete. Use the original TTF, OTF or WOFF2.',
  CAPTIONS_INVALID: 'Correct the line that the job names, and save the captions as UTF-8.',
  FETCH_FAILED: 'Look at the failure of the job: the address could not be fetched.',
  INGEST_FAILED: 'It is no fault of the file. Retry the job.',
  CANCELED: 'The job was canceled before the file was checked. Upload it again.',
} as const;
export type RejectionCode = keyof typeof REJECTIONS;

export const REJECTION_CODES = Object.keys(REJECTIONS) as [RejectionCode, ...RejectionCode[]];

/** A file is refused: not an accident, but the answer. */
export class Rejection extends Error {
  override readonly name = 'Rejection';
  readonly code: RejectionCode;

  /** `message` says what is wrong, with numbers of the file and no words of it. */
  constructor(code: RejectionCode, message: string) {
    super(message);
    this.code = code;
  }
}
