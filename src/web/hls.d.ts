/** The package has types of its whole build only; the smaller one has the same interface. */
declare module 'hls.js/light' {
  export { default } from 'hls.js';
}
