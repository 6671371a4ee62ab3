/** Pexels; see docs/providers.md. */
export const pexels = {
  name: 'pexels',
  title: 'Pexels',
  description: 'Finds photographs of Pexels by the words of the scene.',
  kinds: ['VISUAL'],
} as const;
