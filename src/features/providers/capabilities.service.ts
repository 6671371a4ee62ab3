import { PROVIDER_KINDS, PROVIDERS, serves } from '../../platform/catalogue/providers.ts';
import { NEEDS_SETTINGS, providersOn } from '../../platform/catalogue/provider-settings.ts';
import type { ProviderSettings } from '../../platform/catalogue/provider-settings.ts';
import type { CapabilitiesType } from './capabilities.type.ts';

const REGISTRATION = { open: 'OPEN', invite: 'INVITE', closed: 'CLOSED' } as const;

/** The settings of the installation that decide what its clients may offer. */
export interface Installation {
  readonly registration: keyof typeof REGISTRATION;
  /** The identity provider; undefined when none is configured. */
  readonly openId: object | undefined;
  readonly explorer: boolean;
  readonly providers: ProviderSettings;
}

export class CapabilitiesService {
  readonly #capabilities: CapabilitiesType;

  constructor({ registration, openId, explorer, providers }: Installation) {
    const on = providersOn(providers).map(({ kind, name }) => `${kind} ${name}`);
    const isOn = (kind: string, name: string): boolean => !NEEDS_SETTINGS.includes(name) || on.includes(`${kind} ${name}`);
    this.#capabilities = {
      registration: REGISTRATION[registration],
      signIn: openId ? ['PASSWORD', 'GOOGLE'] : ['PASSWORD'],
      providers: PROVIDER_KINDS.flatMap((kind) =>
        PROVIDERS.all
          .filter(({ name }) => serves(name, kind) && isOn(kind, name))
          .map(({ name, title, description }) => ({ kind, name, title, description })),
      ),
      explorer,
      stripe: false,
      youtube: false,
    };
  }

  /** Public: holds nothing about anybody, and no secret. */
  get(): CapabilitiesType {
    return this.#capabilities;
  }
}
