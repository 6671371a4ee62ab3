/** Openverse; see docs/providers.md. */
export const openverse = {
  name: 'openverse',
  title: 'Openverse',
  description: 'Finds openly licensed pictures of museums and collections by the words of the scene.',
  kinds: ['VISUAL'],
} as const;
