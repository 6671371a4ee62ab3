/** OpenAI; see docs/providers.md. */
export const openai = {
  name: 'openai',
  title: 'OpenAI',
  description: 'Writes scripts and draws pictures in the cloud of OpenAI.',
  kinds: ['SCRIPT', 'VISUAL'],
} as const;
