/** Pixabay; see docs/providers.md. */
export const pixabay = {
  name: 'pixabay',
  title: 'Pixabay',
  description: 'Finds photographs and clips of Pixabay by the words of the scene.',
  kinds: ['VISUAL', 'CLIP'],
} as const;
