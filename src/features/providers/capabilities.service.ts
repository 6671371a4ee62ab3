import { PROVIDER_KINDS, PROVIDERS, serves } from '../../platform/catalogue/providers.ts';
import { NEEDS_SETTINGS, providersOn } from '../../platform/catalogue/provider-settings.ts';
import type { ProviderSettings } from '../../platform/catalogue/provider-settings.ts';
import { VOICES } from '../../platform/catalogue/voices.ts';
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
  readonly #capabilities: Omit<CapabilitiesType, 'providers'>;
  readonly #isOn: (kind: string, name: string) => boolean;

  constructor({ registration, openId, explorer, providers }: Installation) {
    const on = providersOn(providers).map(({ kind, name }) => `${kind} ${name}`);
    this.#isOn = (kind, name) => !NEEDS_SETTINGS.includes(name) || on.includes(`${kind} ${name}`);
    this.#capabilities = {
      registration: REGISTRATION[registration],
      signIn: openId ? ['PASSWORD', 'GOOGLE'] : ['PASSWORD'],
      explorer,
      stripe: false,
      youtube: false,
    };
  }

  /** Public: contains no secret and nothing about anybody. */
  get(): CapabilitiesType {
    return { ...this.#capabilities, providers: availableProviders(this.#isOn) };
  }
}

/** Providers that can be called. That of installed voices is available as soon as there is one. */
const availableProviders = (isOn: (kind: string, name: string) => boolean): CapabilitiesType['providers'] =>
  PROVIDER_KINDS.flatMap((kind) =>
    PROVIDERS.all
      .filter(({ name }) => serves(name, kind) && isOn(kind, name) && (name !== 'installed' || VOICES.installed.length > 0))
      .map(({ name, title, description }) => ({ kind, name, title, description })),
  );
