/** ComfyUI; see docs/providers.md. */
export const comfyui = {
  name: 'comfyui',
  title: 'ComfyUI',
  description: 'Draws pictures and makes clips with workflows on your own graphics card.',
  kinds: ['VISUAL', 'CLIP'],
} as const;
