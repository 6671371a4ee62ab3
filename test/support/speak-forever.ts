/** Speaks one text after the other until it is killed; tells its parent when the first is spoken. */
import { silentLog } from '../../src/kernel/log.ts';
import { EspeakSpeechProvider } from '../../src/platform/providers/builtin/espeak.speech-provider.ts';

const provider = new EspeakSpeechProvider();
const call = {
  signal: new AbortController().signal,
  workDir: process.argv[2] ?? '.',
  report: () => undefined,
  log: silentLog,
};
for (;;) {
  await provider.speak({ text: 'Somebody speaks and speaks. And never stops.', language: 'en', voice: 'en-us' }, call);
  process.send?.('spoken');
}
