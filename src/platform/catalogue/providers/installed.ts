/** Natural voices whose models lie in VOICES_DIR; they are spoken by this machine, without a network. */
export const installed = {
  name: 'installed',
  title: 'Installed voices',
  description: 'Natural voices whose models are installed on this server. Works offline.',
  kinds: ['SPEECH'],
} as const;
