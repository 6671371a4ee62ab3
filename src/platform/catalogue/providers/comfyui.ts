/** ComfyUI; see docs/providers.md. */
export const comfyui = {
  name: 'comfyui',
  title: 'ComfyUI',
  description: 'Draws pictures with a workflow on your own graphics card.',
  kinds: ['VISUAL'],
} as const;
