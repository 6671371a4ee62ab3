/** Works with no key and no network. */
export const builtin = {
  name: 'builtin',
  title: 'Built in',
  description: 'Cuts scripts by rule, speaks with espeak-ng and draws typographic cards. Works offline.',
  kinds: ['SCRIPT', 'SPEECH', 'VISUAL'],
} as const;
