/** Runway; see docs/providers.md. */
export const runway = {
  name: 'runway',
  title: 'Runway',
  description: 'Makes clips from words and pictures in the cloud of Runway.',
  kinds: ['CLIP'],
} as const;
