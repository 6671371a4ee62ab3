import { randomInt } from 'node:crypto';
import { gql, type Person } from '../../support/client.ts';
import { elevenLabsVendor, picturesVendor, stabilityVendor } from '../../support/vendors/media-vendors.ts';
import { geminiMediaVendor, googleTtsVendor, openAiSpeechVendor, together } from '../../support/vendors/cloud-speech-vendors.ts';
import { openStandIn, type StandIn, type Vendor } from '../../support/vendors/stand-in.ts';

/** Milliseconds that a call takes: long enough that most kills meet one. */
const TAKES_MS = [100, 900] as const;

const slow = (vendor: Vendor): Vendor => ({ ...vendor, takesMs: () => randomInt(...TAKES_MS) });

const ACCOUNTS = {
  openai: slow(together(picturesVendor(true), openAiSpeechVendor)),
  gemini: slow(geminiMediaVendor),
  elevenlabs: slow(elevenLabsVendor),
  stability: slow(stabilityVendor),
  'google-tts': slow(googleTtsVendor),
} as const;
export type Account = keyof typeof ACCOUNTS;
export const ACCOUNT_NAMES = Object.keys(ACCOUNTS) as readonly Account[];

export type Accounts = Readonly<Record<Account, StandIn>>;

export async function openAccounts(folder: string): Promise<Accounts> {
  const opened = await Promise.all(ACCOUNT_NAMES.map(async (name) => [name, await openStandIn(ACCOUNTS[name], folder)] as const));
  return Object.fromEntries(opened) as unknown as Accounts;
}

/** Their addresses and keys, as an operator sets them. */
export const environmentOf = (accounts: Accounts): Readonly<Record<string, string>> => ({
  ...{ OPENAI_BASE_URL: `${accounts.openai.url}/v1`, OPENAI_API_KEY: accounts.openai.key },
  ...{ GEMINI_BASE_URL: `${accounts.gemini.url}/v1beta`, GEMINI_API_KEY: accounts.gemini.key },
  ...{ ELEVENLABS_BASE_URL: accounts.elevenlabs.url, ELEVENLABS_API_KEY: accounts.elevenlabs.key },
  ...{ STABILITY_BASE_URL: accounts.stability.url, STABILITY_API_KEY: accounts.stability.key },
  ...{ GOOGLE_TTS_BASE_URL: `${accounts['google-tts'].url}/v1`, GOOGLE_TTS_API_KEY: accounts['google-tts'].key },
});

const KINDS: readonly (readonly ['IMAGE' | 'SPEECH', Account])[] = [
  ...(['stability', 'gemini', 'openai'] as const).map((name) => ['IMAGE', name] as const),
  ...(['elevenlabs', 'google-tts', 'gemini', 'openai'] as const).map((name) => ['SPEECH', name] as const),
];

const IMAGE = 'mutation ($input: GenerateImageInput!) { made: generateImage(input: $input) { id } }';
const SPEECH = 'mutation ($input: GenerateSpeechInput!) { made: generateSpeech(input: $input) { id } }';

/** The mark by which a call at a vendor is known to belong to a job. */
const MARK = /\bMark(\d+)x\b/;
export const markIn = (body: string): number | undefined => {
  const [, number] = MARK.exec(body) ?? [];
  return number === undefined ? undefined : Number(number);
};

/** Jobs that each make one paid call. */
export class PaidJobs {
  /** Ids by mark. */
  readonly ids = new Map<number, string>();
  #next = 0;

  constructor(private readonly person: Person) {}

  /** Asks for one more. A provider whose calls failed too often is refused for a minute; the next job asks another. */
  async request(): Promise<void> {
    const mark = this.#next++;
    const [kind, provider] = KINDS[mark % KINDS.length] ?? (['IMAGE', 'stability'] as const);
    const words = `Mark${mark}x. A river bends.`;
    const { workspaceId } = this.person;
    const input =
      kind === 'IMAGE'
        ? { workspaceId, provider, prompt: words, resolution: 'P360' }
        : { workspaceId, provider, text: words, language: 'en' };
    try {
      const { made } = await gql<{ made: { id: string } }>(this.person, kind === 'IMAGE' ? IMAGE : SPEECH, { input });
      this.ids.set(mark, made.id);
    } catch (error) {
      if (!/input\.provider|BAD_USER_INPUT|NOT_CONFIGURED/.test(String(error))) throw error;
    }
  }
}
