import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Problem, reason } from './problem.ts';

export interface DemoOptions {
  readonly prompt: string | undefined;
  readonly script: string | undefined;
  readonly language: string | undefined;
  readonly voice: string | undefined;
  readonly vertical: boolean;
  readonly resolution: string | undefined;
  /** Output file; derived from the title by default. */
  readonly out: string | undefined;
  /** Replaces files of the same name. */
  readonly overwrite: boolean;
  /** Address of a running server; by default one is found or started. */
  readonly url: string | undefined;
  readonly json: boolean;
}

export const USAGE = `Usage: npm run demo -- [options] ["What the film is about. And what it says."]

Makes a narrated, captioned film and saves it with its captions. The default text explains why the sky is blue.

  --script FILE        speak the words of FILE; the text, if given, is the title
  --language LANGUAGE  en, de, zh, fr, es and fifteen more, also with a region such as en-GB; detected by default
  --voice VOICE        en-us, en-gb-female, de …
  --vertical           9:16 instead of 16:9
  --resolution SIZE    the short side in pixels: 360, 480, 720, 1080, 1440, 2160
  --out FILE           output file (out/<title>.mp4); captions beside it as .vtt
  --overwrite          replace a file of that name
  --url URL            use this server; default: one that runs here, else a new one
  --json               print one JSON object on one line of standard output (use npm run -s demo -- --json to silence npm)
  --help               print this
`;

const DEMO_TITLE = 'Why the sky is blue';
const DEMO_SCRIPT = `White sunlight is every colour at once, from long red waves to short blue ones.

Air molecules scatter the short blue waves far more than the long red ones.

Scattered blue light comes to our eyes from every part of the sky.

Sunset colours are what is left when the light crosses more air: red and gold.`;

const OPTIONS = {
  script: { type: 'string' },
  language: { type: 'string' },
  voice: { type: 'string' },
  vertical: { type: 'boolean', default: false },
  resolution: { type: 'string' },
  out: { type: 'string' },
  overwrite: { type: 'boolean', default: false },
  url: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** Languages of the built-in voices; another server (--url) may offer others and refuses the rest itself. */
export const LANGUAGES = 'en de zh fr es it pt nl pl tr ru uk el hi ar he ko vi id sv'.split(' ');
const RESOLUTIONS = ['360', '480', '720', '1080', '1440', '2160'];

/** Throws a `Problem` with the usage for unknown options; returns 'help' when requested. */
export function readOptions(argv: readonly string[]): DemoOptions | 'help' {
  const { values, positionals } = parsed(argv);
  if (values.help) return 'help';
  const text = positionals.join(' ').trim() || undefined;
  const script = values.script === undefined ? undefined : readScript(values.script);
  const nothing = text === undefined && script === undefined;
  return {
    prompt: nothing ? DEMO_TITLE : text,
    script: nothing ? DEMO_SCRIPT : script,
    language: values.language === undefined ? (nothing ? 'en' : undefined) : language(values.language, values.url),
    voice: values.voice,
    vertical: values.vertical,
    resolution: values.resolution === undefined ? undefined : resolution(values.resolution),
    out: values.out,
    overwrite: values.overwrite,
    url: values.url === undefined ? undefined : serverUrl(values.url),
    json: values.json,
  };
}

const wrongUse = (message: string): Problem => new Problem(message, [USAGE.trimEnd()]);

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    // Node's message continues with advice about `--`; its first sentence is enough.
    throw wrongUse(reason(error).split(/\. |\n/, 1)[0] ?? '');
  }
}

function resolution(value: string): string {
  const size = /^P?(\d+)p?$/i.exec(value)?.[1] ?? '';
  if (!RESOLUTIONS.includes(size)) throw wrongUse(`--resolution ${value}: choose one of ${RESOLUTIONS.join(', ')}.`);
  return `P${size}`;
}

function language(value: string, url: string | undefined): string {
  const base = value.split('-', 1)[0]?.toLowerCase() ?? '';
  if (url === undefined && !LANGUAGES.includes(base)) throw wrongUse(`--language ${value}: choose one of ${LANGUAGES.join(', ')}.`);
  return value;
}

function serverUrl(value: string): string {
  const url = URL.parse(value);
  if (url === null || !/^https?:$/.test(url.protocol)) throw wrongUse(`--url ${value}: must be an address such as http://localhost:4000.`);
  return url.href.replace(/\/+$/, '');
}

function readScript(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new Problem(`Cannot read ${path}: ${reason(error)}.`);
  }
}
