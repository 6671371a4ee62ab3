/** Gemini; see docs/providers.md. */
export const gemini = {
  name: 'gemini',
  title: 'Gemini',
  description: 'Writes scripts and makes clips in the cloud of Google.',
  kinds: ['SCRIPT', 'CLIP'],
} as const;
