/** Gemini; see docs/providers.md. */
export const gemini = {
  name: 'gemini',
  title: 'Gemini',
  description: 'Writes scripts, speaks and draws pictures in the cloud of Google.',
  kinds: ['SCRIPT', 'SPEECH', 'VISUAL'],
} as const;
