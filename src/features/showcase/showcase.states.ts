/** Places of a page where films of the showcase appear, in the order of lists of all of them. */
export const SHOWCASE_PLACEMENTS = ['HERO', 'FEATURED', 'GALLERY'] as const;
export type ShowcasePlacement = (typeof SHOWCASE_PLACEMENTS)[number];

export const SHOWCASE_STATES = ['SHOWN', 'SCHEDULED', 'EXPIRED', 'CONSENT_WITHDRAWN', 'FILM_DELETED'] as const;
export type ShowcaseState = (typeof SHOWCASE_STATES)[number];
