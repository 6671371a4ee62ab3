import type { LanguageName } from './languages.ts';
import type { Option } from './options.ts';
import type { ProviderOf } from './providers.ts';

export interface Voice extends Option {
  readonly name: string;
  /** BCP 47. */
  readonly language: LanguageName | `${LanguageName}-${string}`;
  readonly provider: ProviderOf<'SPEECH'>;
  /** Under which terms the voice may be used; left out where nobody knows, which is the case for some models. */
  readonly licence?: string;
}
