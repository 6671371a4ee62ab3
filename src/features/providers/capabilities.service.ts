import { PROVIDER_KINDS, PROVIDERS, serves } from '../../platform/catalogue/providers.ts';
import { VOICES } from '../../platform/catalogue/voices.ts';
import type { CapabilitiesType } from './capabilities.type.ts';

const REGISTRATION = { open: 'OPEN', invite: 'INVITE', closed: 'CLOSED' } as const;

/** The settings of the installation that decide what its clients may offer. */
export interface Installation {
  readonly registration: keyof typeof REGISTRATION;
  /** The identity provider; undefined when none is configured. */
  readonly openId: object | undefined;
  readonly explorer: boolean;
}

export class CapabilitiesService {
  readonly #capabilities: Omit<CapabilitiesType, 'providers'>;

  constructor({ registration, openId, explorer }: Installation) {
    this.#capabilities = {
      registration: REGISTRATION[registration],
      signIn: openId ? ['PASSWORD', 'GOOGLE'] : ['PASSWORD'],
      explorer,
      stripe: false,
      youtube: false,
    };
  }

  /** Public: holds nothing about anybody, and no secret. */
  get(): CapabilitiesType {
    return { ...this.#capabilities, providers: availableProviders() };
  }
}

/** A provider of installed voices is there as soon as it has one. */
const availableProviders = (): CapabilitiesType['providers'] =>
  PROVIDER_KINDS.flatMap((kind) =>
    PROVIDERS.all
      .filter(({ name }) => serves(name, kind) && (name !== 'installed' || VOICES.installed.length > 0))
      .map(({ name, title, description }) => ({ kind, name, title, description })),
  );
