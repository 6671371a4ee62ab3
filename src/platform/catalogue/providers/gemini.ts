/** Gemini; see docs/providers.md. */
export const gemini = {
  name: 'gemini',
  title: 'Gemini',
  description: 'Writes scripts in the cloud of Google.',
  kinds: ['SCRIPT'],
} as const;
