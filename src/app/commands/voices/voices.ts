import { StartError } from '../../../kernel/start-error.ts';
import { Failure } from '../../../kernel/failure.ts';
import { readInstalledVoices } from '../../../platform/catalogue/voices/installed.ts';
import { addVoice } from '../../../platform/voice-install/add-voice.ts';
import { removeVoice } from '../../../platform/voice-install/install-voice.ts';
import { OFFERED_VOICES } from '../../../platform/voice-install/offered-voices.ts';
import { readVoicesDir } from '../../config.ts';
import { openInstalledVoices } from '../../films/film-tools.ts';
import { commandEnvironment } from '../environment.ts';
import { USAGE, readOptions } from './options.ts';
import type { VoicesOptions } from './options.ts';
import { openProgress } from '../progress-bar.ts';

/** `voices list | add | remove`. Returns the exit code. @throws StartError */
export async function runVoices(argv: readonly string[]): Promise<number> {
  const options = readOptions(argv);
  const voicesDir = readVoicesDir(commandEnvironment());
  if (options.command === 'help') process.stdout.write(USAGE);
  else if (options.command === 'list') console.log(listed(voicesDir));
  else if (options.command === 'remove') {
    await removeVoice(voicesDir, options.name);
    console.log(`The voice ${options.name} is removed.`);
  } else console.log(await added(options, voicesDir));
  return 0;
}

function listed(voicesDir: string): string {
  const installed = readInstalledVoices(voicesDir);
  const rows = installed.map(({ name, language, title, licence }) => `  ${name}  ${language}  ${title}  (${licence ?? 'terms unknown'})`);
  const more = OFFERED_VOICES.filter(({ name }) => installed.every((voice) => voice.name !== name));
  const offered = more.map(
    ({ name, language, title, licence, package: { bytes } }) =>
      `  ${name}  ${language}  ${title}  (${licence ?? ''}, ${(bytes / 1024 ** 2).toFixed(1)} MiB)`,
  );
  return [
    `Installed in ${voicesDir}:`,
    ...(rows.length > 0 ? rows : ['  none; films are spoken by espeak-ng, a synthetic voice']),
    ...(offered.length > 0 ? ['Can be added (npm run voices -- add NAME):', ...offered] : []),
  ].join('\n');
}

async function added(options: Extract<VoicesOptions, { command: 'add' }>, voicesDir: string): Promise<string> {
  const progress = openProgress(process.stderr, process.env);
  const stop = new AbortController();
  const onSignal = (): void => stop.abort(new StartError('Stopped. Run the command again to continue the download.'));
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  try {
    const { command: _, ...wish } = options;
    const call = { voicesDir, speaker: await openInstalledVoices(), signal: stop.signal, onStage: progress.stage, onBytes: progress.bytes };
    const { name, language, licence } = await addVoice(wish, call);
    progress.end();
    const terms = licence === undefined ? 'Its terms are unknown: ask who made it before you publish films.' : `Its licence: ${licence}.`;
    return `The voice ${name} (${language}) is installed, and films of its language are spoken by it from now on. ${terms}`;
  } catch (error) {
    progress.end();
    if (error instanceof Failure)
      throw new StartError(`${error.message} Nothing was installed. ${error.hint ?? ''}${because(error)}`, { cause: error });
    throw error;
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
}

const because = ({ cause }: Failure): string => (cause instanceof Error ? `\n  ${cause.message.trim()}` : '');
