/** Pexels; see docs/providers.md. */
export const pexels = {
  name: 'pexels',
  title: 'Pexels',
  description: 'Finds photographs and clips of Pexels by the words of the scene.',
  kinds: ['VISUAL', 'CLIP'],
} as const;
