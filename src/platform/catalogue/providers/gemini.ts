/** Gemini; see docs/providers.md. */
export const gemini = {
  name: 'gemini',
  title: 'Gemini',
  description: 'Writes scripts, speaks, draws pictures and makes clips in the cloud of Google.',
  kinds: ['SCRIPT', 'SPEECH', 'VISUAL', 'CLIP'],
} as const;
