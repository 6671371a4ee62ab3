import type { LanguageName } from '../languages.ts';
import type { Option } from '../options.ts';
import type { ProviderOf } from '../providers.ts';

export interface Voice extends Option {
  readonly name: string;
  /** BCP 47 tag. */
  readonly language: LanguageName | `${LanguageName}-${string}`;
  readonly provider: ProviderOf<'SPEECH'>;
  /** Terms under which the voice may be used; missing where they are unknown, as for some models. */
  readonly licence?: string;
  /** Address of a sample at its maker; missing for voices without one, and for installed ones. */
  readonly sampleUrl?: string;
}
