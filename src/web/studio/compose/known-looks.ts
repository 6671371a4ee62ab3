import type { ChoicesQuery } from './compose.generated.ts';

const NAMES = ['editorial', 'poster', 'quiet', 'paper', 'blueprint', 'signal'];

/** Looks for people who are not signed in yet: the API lists them for people who are. Their pictures are public. */
export const KNOWN_LOOKS: ChoicesQuery['looks'] = NAMES.map((name) => ({
  name,
  title: name.charAt(0).toUpperCase() + name.slice(1),
  description: '',
  pictureUrl: `${location.origin}/looks/${name}.png`,
  isDefault: name === NAMES[0],
}));
