/** Needs neither key nor network. */
export const builtin = {
  name: 'builtin',
  title: 'Built in',
  description: 'Cuts scripts by rule, speaks with espeak-ng, draws typographic cards and synthesises music. Works offline.',
  kinds: ['SCRIPT', 'SPEECH', 'VISUAL', 'MUSIC'],
} as const;
