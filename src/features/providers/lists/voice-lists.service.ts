import pLimit from 'p-limit';
import type { Log } from '../../../kernel/log.ts';
import type { ProviderSettings } from '../../../platform/catalogue/provider-settings.ts';
import { VOICES } from '../../../platform/catalogue/voices.ts';
import type { Voice } from '../../../platform/catalogue/voices/voice.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import { readVoices } from './read-voices.ts';

interface VoiceRow {
  readonly provider: Voice['provider'];
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly language: Voice['language'];
  readonly sample_url: string | null;
}

const PROVIDER = 'elevenlabs';

/** The voices of clouds that take a key of the installation, among those of the catalogue. */
export class VoiceLists {
  /** The key of the last refresh in this process. */
  #readWith: string | undefined;
  /** Reads follow each other, so that an older answer never replaces a newer one. */
  readonly #turns = pLimit(1);

  constructor(private readonly settings: ProviderSettings) {
    this.#readWith = settings[PROVIDER].apiKey;
  }

  /** Reads the list again if the key has changed, because another account has other voices, and gives it to the catalogue of this process. */
  async followKey(scope: Scope, log: Log): Promise<void> {
    const { apiKey } = this.settings[PROVIDER];
    if (apiKey !== this.#readWith && (apiKey === undefined || (await this.#store(scope, log)))) this.#readWith = apiKey;
    await this.load(scope);
  }

  /** Reads and stores the list of ElevenLabs, if the installation has a key. A list that cannot be read leaves what is stored as it is. */
  async refresh(scope: Scope, log: Log): Promise<void> {
    await this.#store(scope, log);
  }

  /** Resolves with whether a list was stored. */
  async #store(scope: Scope, log: Log): Promise<boolean> {
    const cloud = this.settings[PROVIDER];
    if (cloud.apiKey === undefined) return false;
    try {
      const voices = await readVoices(cloud, scope.signal);
      await scope.tx((em) => em.execute('select store_vendor_voices(?, ?::jsonb)', [PROVIDER, JSON.stringify(voices)]));
      log.info({ event: 'voices_refreshed', provider: PROVIDER, voices: voices.length }, 'list of voices refreshed');
      return true;
    } catch (error) {
      if (scope.signal.aborted) throw error;
      log.warn({ event: 'voices_not_refreshed', provider: PROVIDER, err: error }, 'list of voices cannot be read; the former one counts');
      return false;
    }
  }

  /** Gives the stored voices to the catalogue of this process; none without a key. */
  load(scope: Scope): Promise<void> {
    return this.#turns(() => this.#read(scope));
  }

  async #read(scope: Scope): Promise<void> {
    if (this.settings[PROVIDER].apiKey === undefined) {
      VOICES.list([]);
      return;
    }
    const rows = await scope.tx((em) => em.execute<VoiceRow[]>('select * from vendor_voices()'));
    VOICES.list(rows.map(voiceOf));
  }
}

const voiceOf = ({ provider, name, title, description, language, sample_url: sampleUrl }: VoiceRow): Voice => ({
  ...{ provider, name, title, description, language },
  ...(sampleUrl !== null && { sampleUrl }),
});
