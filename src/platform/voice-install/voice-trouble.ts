import { StartError } from '../../kernel/start-error.ts';

/** The reason why a voice was not added or removed, for the person at the terminal. Nothing was changed. */
export class VoiceTrouble extends StartError {}

/** Maximum bytes and files of a voice, and of the archive that contains it. Larger ones are refused before they fill the disk. */
export const VOICE_LIMITS = {
  downloadBytes: 2 * 1024 ** 3,
  unpackedBytes: 4 * 1024 ** 3,
  files: 10_000,
} as const;
