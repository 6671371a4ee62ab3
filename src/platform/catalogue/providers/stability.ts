/** Stability AI; see docs/providers.md. */
export const stability = {
  name: 'stability',
  title: 'Stability AI',
  description: 'Draws pictures in the cloud of Stability AI.',
  kinds: ['VISUAL'],
} as const;
