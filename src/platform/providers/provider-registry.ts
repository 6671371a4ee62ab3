import { Failure } from '../../kernel/failure.ts';
import type { ProviderKind, ProviderOf } from '../catalogue/providers.ts';
import type { AvatarProvider } from './avatar.provider.ts';
import type { ClipProvider } from './clip.provider.ts';
import type { MusicProvider } from './music.provider.ts';
import type { ScriptProvider } from './script.provider.ts';
import type { SpeechProvider } from './speech.provider.ts';
import type { TranscriptionProvider } from './transcription.provider.ts';
import type { VisualProvider } from './visual.provider.ts';

interface ProviderInterfaces {
  readonly SCRIPT: ScriptProvider;
  readonly SPEECH: SpeechProvider;
  readonly VISUAL: VisualProvider;
  readonly CLIP: ClipProvider;
  readonly AVATAR: AvatarProvider;
  readonly TRANSCRIPTION: TranscriptionProvider;
  readonly MUSIC: MusicProvider;
}

/** The interface of one kind of provider. */
export type ProviderFor<Kind extends ProviderKind> = ProviderInterfaces[Kind];

/** Openers for each provider that the catalogue lists under a kind: a missing or unknown one does not compile. */
export type ProviderOpeners = {
  readonly [Kind in ProviderKind]: Readonly<Record<ProviderOf<Kind>, () => Promise<ProviderFor<Kind>>>>;
};

/** Finds providers by kind and name. Each is opened at its first use and kept for the life of the process. */
export class ProviderRegistry {
  readonly #opened = new Map<string, Promise<unknown>>();

  constructor(private readonly openers: ProviderOpeners) {}

  /**
   * The provider of this kind and name. Rejects with the `Failure` PROVIDER_UNKNOWN for a name that this version does not have, and with
   * the error of its opening.
   */
  async get<Kind extends ProviderKind>(kind: Kind, name: string): Promise<ProviderFor<Kind>> {
    const openers: Readonly<Record<string, () => Promise<ProviderFor<Kind>>>> = this.openers[kind];
    const open = Object.hasOwn(openers, name) ? openers[name] : undefined;
    if (!open) throw unknownProvider(kind, name);
    const key = `${kind}/${name}`;
    const kept = this.#opened.get(key) as Promise<ProviderFor<Kind>> | undefined;
    if (kept) return kept;
    const opened = open();
    this.#opened.set(key, opened);
    // After a failed opening, the next step that needs the provider opens it again.
    opened.catch(() => this.#opened.delete(key));
    return opened;
  }
}

const unknownProvider = (kind: ProviderKind, name: string): Failure =>
  new Failure('PROVIDER_UNKNOWN', `This worker has no ${kind} provider named “${name.slice(0, 40)}”.`, {
    category: 'INTERNAL',
    retryable: true,
    hint: 'Ask the operator to update all workers to the version that the API runs, then retry the job.',
  });
