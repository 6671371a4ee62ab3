import { afterAll, beforeAll, expect, test } from 'vitest';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { longestFilmMs } from '../../../src/features/renders/request/video-estimate.ts';
import { silentLog } from '../../../src/kernel/log.ts';
import { voicesOf } from '../../../src/platform/catalogue/voices.ts';
import { EspeakSpeechProvider } from '../../../src/platform/providers/builtin/espeak.speech-provider.ts';
import { filmMs, KINDS_IN_EACH_LANGUAGE, KINDS_OF_TEXT, type Words } from '../../support/estimates.ts';

let workDir: string;
const provider = new EspeakSpeechProvider();
beforeAll(async () => {
  workDir = await mkdtemp(join(tmpdir(), 'estimate-'));
});
afterAll(() => rm(workDir, { recursive: true, force: true }));

async function speakMs(text: string, language: string, voice: string): Promise<number> {
  const { durationMs } = await provider.speak(
    { text, language, voice },
    {
      signal: AbortSignal.timeout(30_000),
      workDir,
      report: () => undefined,
      log: silentLog,
    },
  );
  return durationMs;
}

const voices = (language: string): readonly string[] => voicesOf(language).map(({ name }) => name);
/** The voices take turns: all of them speak, none speaks everything. */
let turn = 0;

test.each(Object.entries({ ...KINDS_OF_TEXT, ...KINDS_IN_EACH_LANGUAGE }))(
  'the estimate of %s is not below the film that the built-in voices speak',
  async (_kind, { language, text }) => {
    for (const field of ['script', 'prompt'] as const) {
      const speaking = voices(language);
      turn += 1;
      const voice = speaking[turn % speaking.length] ?? '';
      const words: Words = { prompt: null, script: null, language, [field]: text() };
      const film = await filmMs(words, 24, (narration) => speakMs(narration, language, voice));
      expect(longestFilmMs(words), `${voice}: ${JSON.stringify(words)}`).toBeGreaterThanOrEqual(film);
    }
  },
);
