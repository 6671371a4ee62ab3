import { PROVIDER_KINDS, PROVIDERS, serves } from '../../platform/catalogue/providers.ts';
import { NEEDS_SETTINGS, providersOn } from '../../platform/catalogue/provider-settings.ts';
import type { ProviderSettings } from '../../platform/catalogue/provider-settings.ts';
import { VOICES } from '../../platform/catalogue/voices.ts';
import type { Scope } from '../../platform/database/scope.ts';
import type { AvailableProviderType, CapabilitiesType } from './capabilities.type.ts';
import { stateOf } from './circuits/circuit.states.ts';
import { ProviderCircuits } from './circuits/provider-circuits.service.ts';

export const REGISTRATION = { open: 'OPEN', invite: 'INVITE', closed: 'CLOSED' } as const;

/** The settings of the installation that decide what its clients may offer. */
export interface Installation {
  readonly registration: keyof typeof REGISTRATION;
  /** The identity provider; undefined when none is configured. */
  readonly openId: object | undefined;
  readonly explorer: boolean;
  readonly providers: ProviderSettings;
  readonly billing: { readonly stripe: object | undefined };
  /** The Google project that publishes; undefined when none is configured. */
  readonly publishing: { readonly youtube: object | undefined };
}

export class CapabilitiesService {
  readonly #capabilities: CapabilitiesType;
  readonly #isOn: (kind: string, name: string) => boolean;

  readonly #circuits = new ProviderCircuits();

  constructor(
    { registration, openId, explorer, providers, billing, publishing }: Installation,
    /** Who may register now; by default always as at the start. */
    private readonly registrationNow = async (): Promise<Installation['registration']> => registration,
  ) {
    // Asked each time, because administrators can set and remove keys.
    this.#isOn = (kind, name) =>
      !NEEDS_SETTINGS.includes(name) || providersOn(providers).some((on) => on.kind === kind && on.name === name);
    this.#capabilities = {
      registration: REGISTRATION[registration],
      signIn: openId ? ['PASSWORD', 'GOOGLE'] : ['PASSWORD'],
      explorer,
      billing: billing.stripe !== undefined,
      stripe: billing.stripe !== undefined,
      youtube: publishing.youtube !== undefined,
    };
  }

  /** Public: contains no secret and nothing about anybody. */
  get(): CapabilitiesType {
    return this.#capabilities;
  }

  /** Who may register at this moment. */
  async registration(): Promise<CapabilitiesType['registration']> {
    return REGISTRATION[await this.registrationNow()];
  }

  /** Public too: that a provider fails is the same for everybody. */
  async providers(scope: Scope): Promise<readonly AvailableProviderType[]> {
    const failing = await scope.read((em) => this.#circuits.failing(em));
    return this.listed().map(({ kind, name, title, description }) => {
      const circuit = failing.find((one) => one.kind === kind && one.provider === name);
      return { kind, name, title, description, state: stateOf(circuit), failedAt: circuit?.failedAt ?? null };
    });
  }

  /** The providers that are on, by kind. */
  listed(): readonly ListedProvider[] {
    return availableProviders(this.#isOn);
  }
}

type ListedProvider = Omit<AvailableProviderType, 'state' | 'failedAt'>;

/** Providers that can be called. That of installed voices is available as soon as there is one. */
const availableProviders = (isOn: (kind: string, name: string) => boolean): readonly ListedProvider[] =>
  PROVIDER_KINDS.flatMap((kind) =>
    PROVIDERS.all
      .filter(({ name }) => serves(name, kind) && isOn(kind, name) && (name !== 'installed' || VOICES.installed.length > 0))
      .map(({ name, title, description }) => ({ kind, name, title, description })),
  );
