import type { Option } from '../options.ts';
import type { ProviderKind, ProviderOf } from '../providers.ts';
import type { Resolution } from '../sizes/resolutions.ts';
import type { AspectRatio } from '../sizes/shapes.ts';

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
  /** The clips that its scenes show; missing for models whose scenes show pictures. */
  readonly clip?: ClipModel['clip'];
  readonly limits: {
    readonly resolutions: readonly Resolution[];
    readonly aspectRatios: readonly AspectRatio[];
    readonly frameRates: readonly number[];
  };
  readonly price: Price;
}

/** A model that makes one clip at a time. Films can be made with it if it also has the providers that they need. */
export interface ClipModel extends ModelProperties {
  readonly state: 'AVAILABLE' | 'DEPRECATED';
  readonly kind: 'CLIP';
  readonly uses?: UsableModel['uses'];
  /** Of `generateClip`; films have the scenes' clips made within these limits. */
  readonly clip: {
    readonly provider: ProviderOf<'CLIP'>;
    /** The maker's name of the model. */
    readonly model: string;
    /** Milliseconds, in whole seconds. */
    readonly shortestMs: number;
    readonly longestMs: number;
    /** Whether a clip can begin with a given picture. */
    readonly firstFrame: 'NONE' | 'OPTIONAL' | 'REQUIRED';
  };
  readonly limits: UsableModel['limits'];
  readonly price: Price;
}

/** A retired model, which requests cannot choose: it has neither limits nor a price. */
export interface RetiredModel extends ModelProperties {
  readonly state: 'RETIRED';
  readonly shutdownAt: string;
  readonly replacedBy: string;
}

export type Model = UsableModel | ClipModel | RetiredModel;

/** Credits for each started stretch of film or clip. */
export interface Price {
  readonly credits: number;
  readonly eachMs: number;
}

export const isUsable = (model: Model): model is UsableModel => 'uses' in model && model.uses !== undefined;

export const makesClips = (model: Model): model is ClipModel => 'clip' in model && model.clip !== undefined;
