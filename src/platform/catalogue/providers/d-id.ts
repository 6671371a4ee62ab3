/** D-ID; see docs/providers.md. */
export const dId = {
  name: 'd-id',
  title: 'D-ID',
  description: 'Lets a portrait speak a recording in the cloud of D-ID.',
  kinds: ['AVATAR'],
} as const;
