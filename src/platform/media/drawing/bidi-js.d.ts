/** The parts of bidi-js that word-areas.ts uses; the package has no types of its own. */
declare module 'bidi-js' {
  interface EmbeddingLevels {
    /** For each UTF-16 unit; odd where text runs from right to left. */
    readonly levels: Uint8Array;
  }
  interface Bidi {
    getEmbeddingLevels(text: string, direction: 'ltr' | 'rtl'): EmbeddingLevels;
    /** Indices of the units from left to right on the screen. */
    getReorderedIndices(text: string, levels: EmbeddingLevels): readonly number[];
  }
  export default function bidiFactory(): Bidi;
}
