import { z } from 'zod';
import { isSpoken } from '../../../platform/catalogue/languages.ts';
import type { CloudSettings } from '../../../platform/catalogue/provider-settings.ts';
import { GuardedHttp } from '../../../platform/http/guarded-http.ts';
import { OPERATOR_CIDRS } from '../../../platform/http/public-address.ts';

/** A voice that ElevenLabs lists for a key. */
export interface ReadVoice {
  /** The id by which it is called. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly language: string;
  readonly sampleUrl: string | null;
}

const text = z.string().nullish().catch(null);
const voice = z.object({
  voice_id: z.string().regex(/^[A-Za-z0-9]{1,48}$/),
  name: z.string().min(1),
  preview_url: z.httpUrl().startsWith('https:').max(500).nullish().catch(null),
  labels: z.object({ language: text, accent: text, gender: text, descriptive: text }).nullish().catch(null),
  verified_languages: z
    .array(z.object({ language: z.string() }))
    .nullish()
    .catch(null),
});
/** An entry that cannot be read is left out, and the others count. */
const voices = z.object({ voices: z.array(voice.nullable().catch(null)).min(1) });

const LIMITS = { timeoutMs: 15_000, maxBytes: 4 * 1024 * 1024 } as const;
const MAX_VOICES = 200;
const MAX_TITLE = 100;

/** The voices of the account. @throws Error when ElevenLabs does not answer with a list of at least one */
export async function readVoices({ url, apiKey = '' }: CloudSettings, signal: AbortSignal): Promise<readonly ReadVoice[]> {
  const http = new GuardedHttp({ allowCidrs: OPERATOR_CIDRS, explainsPrivate: true });
  const { status, body } = await http.send({
    url: `${url.replace(/\/+$/, '')}/v1/voices`,
    headers: { 'xi-api-key': apiKey },
    ...LIMITS,
    signal,
  });
  if (status !== 200) throw new Error(`the list of voices was answered with the status ${status}`);
  return voices
    .parse(JSON.parse(body.toString('utf8')))
    .voices.flatMap((one) => (one ? [readVoice(one)] : []))
    .slice(0, MAX_VOICES);
}

function readVoice({
  voice_id: name,
  name: title,
  preview_url: sampleUrl,
  labels,
  verified_languages: verified,
}: z.infer<typeof voice>): ReadVoice {
  const language = [labels?.language, ...(verified ?? []).map((one) => one.language)].find((one) => one != null && isSpoken(one));
  const traits = [labels?.gender, labels?.accent, labels?.descriptive].flatMap((one) => one ?? []);
  return {
    name,
    title: title.slice(0, MAX_TITLE),
    description: `Voice of ElevenLabs${traits.length > 0 ? ` (${traits.join(', ').slice(0, MAX_TITLE)})` : ''}; spoken in the cloud.`,
    language: language ?? 'en',
    sampleUrl: sampleUrl ?? null,
  };
}
