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
  constructor(private readonly settings: ProviderSettings) {}

  /** Reads and stores the list of ElevenLabs, if the installation has a key. A list that cannot be read leaves what is stored as it is. */
  async refresh(scope: Scope, log: Log): Promise<void> {
    const cloud = this.settings[PROVIDER];
    if (cloud.apiKey === undefined) return;
    try {
      const voices = await readVoices(cloud, scope.signal);
      await scope.tx((em) => em.execute('select store_vendor_voices(?, ?::jsonb)', [PROVIDER, JSON.stringify(voices)]));
      log.info({ event: 'voices_refreshed', provider: PROVIDER, voices: voices.length }, 'list of voices refreshed');
    } catch (error) {
      if (scope.signal.aborted) throw error;
      log.warn({ event: 'voices_not_refreshed', provider: PROVIDER, err: error }, 'list of voices cannot be read; the former one counts');
    }
  }

  /** Gives the stored voices to the catalogue of this process. */
  async load(scope: Scope): Promise<void> {
    if (this.settings[PROVIDER].apiKey === undefined) return;
    const rows = await scope.tx((em) => em.execute<VoiceRow[]>('select * from vendor_voices()'));
    VOICES.list(rows.map(voiceOf));
  }
}

const voiceOf = ({ provider, name, title, description, language, sample_url: sampleUrl }: VoiceRow): Voice => ({
  ...{ provider, name, title, description, language },
  ...(sampleUrl !== null && { sampleUrl }),
});
