/** Google Cloud Text-to-Speech; see docs/providers.md. */
export const googleTts = {
  name: 'google-tts',
  title: 'Google Cloud Text-to-Speech',
  description: 'Speaks with natural voices in the cloud of Google.',
  kinds: ['SPEECH'],
} as const;
