declare module '*.css';

/** Made by scripts/build-explorer.mjs from examples/operations. */
declare module 'reelwright:examples' {
  export const files: readonly { readonly name: string; readonly text: string }[];
}
