import { VOICE_LIMITS, VoiceTrouble } from './voice-trouble.ts';

/** Counts the files that an archive announces, with their bytes. The returned function throws VoiceTrouble above the limits. */
export function unpackCounter(): (bytes: number) => void {
  let files = 0;
  let total = 0;
  return (bytes) => {
    files += 1;
    total += bytes;
    if (files > VOICE_LIMITS.files) throw new VoiceTrouble(`The archive has more than ${VOICE_LIMITS.files} files.`);
    if (total > VOICE_LIMITS.unpackedBytes) throw new VoiceTrouble(`The archive unpacks to more than ${VOICE_LIMITS.unpackedBytes} bytes.`);
  };
}
