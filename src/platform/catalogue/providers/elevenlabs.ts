/** ElevenLabs; see docs/providers.md. */
export const elevenlabs = {
  name: 'elevenlabs',
  title: 'ElevenLabs',
  description: 'Speaks with natural voices in the cloud of ElevenLabs, with times of each character.',
  kinds: ['SPEECH'],
} as const;
