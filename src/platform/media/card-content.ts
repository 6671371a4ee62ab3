/** A part of a text that is shown in the accent colour: from the character at `start` up to but excluding the one at `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Words that appear together. */
export interface ShownText {
  readonly text: string;
  /** The character of the narration at which the words are spoken; undefined where they are not spoken. */
  readonly at?: number | undefined;
}

/** A number with what it counts: `312` and `steps every evening`. */
export interface ShownNumber extends ShownText {
  readonly label: string;
  /** Name of a pictogram; see `drawing/pictograms`. */
  readonly pictogram?: string | undefined;
  /** Pictograms to draw, 2 to 12; without it the pictogram is drawn once. */
  readonly count?: number | undefined;
  /** From 0 to 1, for per cent: drawn as a ring. */
  readonly share?: number | undefined;
}

export interface ListItem extends ShownText {
  readonly pictogram?: string | undefined;
}

export interface TimelinePoint extends ShownText {
  readonly label: string;
}

export interface Bar extends ShownText {
  /** Not negative. */
  readonly value: number;
  /** The value as it was written. */
  readonly label: string;
}

/**
 * What the card of a scene shows, by type. All texts are plain, drawn literally and kept whole as far as they fit; lists of parts are in
 * reading order.
 */
export type CardContent =
  /** The title of the film, alone. */
  | { readonly kind: 'title'; readonly text: string }
  /** No words of the scene: the look's ornament, and a pictogram where there is one. */
  | { readonly kind: 'plain'; readonly pictogram?: string | undefined }
  | (ShownText & { readonly kind: 'statement' | 'question'; readonly keys: readonly Span[]; readonly pictogram?: string | undefined })
  | (ShownNumber & { readonly kind: 'number' })
  /** Two to five years with what happened. */
  | { readonly kind: 'timeline'; readonly points: readonly TimelinePoint[] }
  /** Two to six items below what introduces them. */
  | { readonly kind: 'list'; readonly heading?: ShownText | undefined; readonly items: readonly ListItem[] }
  | (ShownText & { readonly kind: 'quote'; readonly speaker?: string | undefined })
  /** Two numbers side by side. */
  | { readonly kind: 'comparison'; readonly sides: readonly [ShownNumber, ShownNumber] }
  /** Two to eight bars, from a table of the script. */
  | { readonly kind: 'chart'; readonly heading?: ShownText | undefined; readonly bars: readonly Bar[] };

export type CardKind = CardContent['kind'];
/** The content of one type. */
export type ContentOf<Kind extends CardKind> = Extract<CardContent, { readonly kind: Kind }>;
