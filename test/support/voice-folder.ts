import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { VoiceDescription } from '../../src/platform/catalogue/voices/installed.ts';

/** Writes the folder of a voice whose model is none. */
export async function writeVoice(voicesDir: string, name: string, change: Partial<VoiceDescription> = {}): Promise<void> {
  const description: VoiceDescription = {
    ...{ version: 1, title: 'A stand-in', language: 'en-US', engine: 'piper', speaker: 0, licence: 'CC0', source: 'a test' },
    sha256: '0'.repeat(64),
    ...change,
  };
  await mkdir(join(voicesDir, name), { recursive: true });
  await writeFile(join(voicesDir, name, 'voice.json'), JSON.stringify(description));
  await writeFile(join(voicesDir, name, 'sample.wav'), 'RIFF');
}
