/** OpenAI; see docs/providers.md. */
export const openai = {
  name: 'openai',
  title: 'OpenAI',
  description: 'Writes scripts, speaks and draws pictures in the cloud of OpenAI.',
  kinds: ['SCRIPT', 'SPEECH', 'VISUAL'],
} as const;
