import { fileURLToPath } from 'node:url';

/** Path at which the API serves the sample of a built-in voice. */
export const builtinSamplePath = (voice: string): string => `/voices/${voice}/sample.mp3`;

/** The sample of a built-in voice: the sentence of its language as MP3. `npm run voice-samples` speaks it. */
export const builtinSampleFile = (voice: string): string => fileURLToPath(new URL(`samples/${voice}.mp3`, import.meta.url));
