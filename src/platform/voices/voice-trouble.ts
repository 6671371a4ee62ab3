import { StartError } from '../../kernel/start-error.ts';

/** Why a voice was not added or removed, for the person at the terminal. Nothing was changed. */
export class VoiceTrouble extends StartError {}

/** Bytes and files of a voice and of what it came in. Larger ones are refused before they fill the disk. */
export const VOICE_LIMITS = {
  downloadBytes: 2 * 1024 ** 3,
  unpackedBytes: 4 * 1024 ** 3,
  files: 10_000,
} as const;
