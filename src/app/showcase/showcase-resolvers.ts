import { ShowcaseConsentResolver } from '../../features/showcase/consents/consent.resolver.ts';
import { ShowcaseItemResolver } from '../../features/showcase/items/showcase-item.resolver.ts';
import { TrialImageResolver } from '../../features/showcase/trial-images/trial-image.resolver.ts';
import type { Services } from '../services.ts';

/** Resolvers of films and pictures that the installation shows to everybody. */
export const showcaseResolvers = ({ showcase, showcaseConsents, showcaseItems, trialImages }: Services): readonly object[] => [
  new ShowcaseItemResolver(showcase, showcaseItems),
  new TrialImageResolver(showcase, trialImages),
  new ShowcaseConsentResolver(showcaseConsents),
];
