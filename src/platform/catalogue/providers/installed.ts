/** Natural voices whose models are in VOICES_DIR; they run on this machine, without a network. */
export const installed = {
  name: 'installed',
  title: 'Installed voices',
  description: 'Natural voices whose models are installed on this server. Works offline.',
  kinds: ['SPEECH'],
} as const;
