import type { EntityManager } from '@mikro-orm/postgresql';
import { ProviderChoice } from '../../../platform/catalogue/film/provider-choice.ts';
import { providersOn } from '../../../platform/catalogue/provider-settings.ts';
import type { ProviderSettings } from '../../../platform/catalogue/provider-settings.ts';

/** What the installation and a workspace can call. */
export class ProviderKeys {
  constructor(private readonly settings: ProviderSettings) {}

  /** The providers that films of the workspace can be made with. */
  async choiceOf(_em: EntityManager, _workspaceId: string): Promise<ProviderChoice> {
    return new ProviderChoice(providersOn(this.settings));
  }
}
