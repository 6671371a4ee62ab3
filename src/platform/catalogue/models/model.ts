import type { Option } from '../options.ts';
import type { ProviderKind, ProviderOf } from '../providers.ts';
import type { Resolution } from '../resolutions.ts';
import type { AspectRatio } from '../shapes.ts';

interface ModelProperties extends Option {
  readonly name: string;
  /** The provider that runs it: a name of `PROVIDERS`, or the vendor of a retired model. */
  readonly provider: string;
  readonly kind: ProviderKind;
  /** ISO date at which its maker switches or switched it off. */
  readonly shutdownAt?: string;
  /** Name of the model to use instead. */
  readonly replacedBy?: string;
}

/** A model that films can be made with. */
export interface UsableModel extends ModelProperties {
  readonly state: 'AVAILABLE' | 'DEPRECATED';
  /** The providers that write and illustrate its films. The voice chooses the one that speaks. */
  readonly uses: { readonly script: ProviderOf<'SCRIPT'>; readonly visual: ProviderOf<'VISUAL'> };
  readonly limits: {
    readonly resolutions: readonly Resolution[];
    readonly aspectRatios: readonly AspectRatio[];
    readonly frameRates: readonly number[];
  };
  readonly price: Price;
}

/** A retired model, which requests cannot choose: it has neither limits nor a price. */
export interface RetiredModel extends ModelProperties {
  readonly state: 'RETIRED';
  readonly shutdownAt: string;
  readonly replacedBy: string;
}

export type Model = UsableModel | RetiredModel;

/** Credits for each started stretch of film. */
export interface Price {
  readonly credits: number;
  readonly eachMs: number;
}

export const isUsable = (model: Model): model is UsableModel => model.state !== 'RETIRED';
