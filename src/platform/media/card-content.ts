/** A part of a text that has the accent colour: from the character at `start` up to but excluding the one at `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Words that appear together on a card. */
export interface ShownText {
  readonly text: string;
  /** Index of the character of the narration at which the words are spoken; undefined for words that are not spoken. */
  readonly at?: number | undefined;
}

/** A number with its unit or noun: `312` and `steps every evening`. */
export interface ShownNumber extends ShownText {
  readonly label: string;
  /** Name of a pictogram in `drawing/pictograms`. */
  readonly pictogram?: string | undefined;
  /** Number of pictograms to draw, 2 to 12; by default one. */
  readonly count?: number | undefined;
  /** The share of a percentage, from 0 to 1; drawn as a ring. */
  readonly share?: number | undefined;
}

export interface ListItem extends ShownText {
  readonly pictogram?: string | undefined;
}

export interface TimelinePoint extends ShownText {
  readonly label: string;
}

export interface Bar extends ShownText {
  /** A value that is not negative. */
  readonly value: number;
  /** The value as the script writes it. */
  readonly label: string;
}

/**
 * The content of a scene's card, by type. All texts are plain, drawn literally and kept whole as far as they fit. Lists are in reading
 * order.
 */
export type CardContent =
  /** Only the title of the film. */
  | { readonly kind: 'title'; readonly text: string }
  /** No words: the ornament of the look, and perhaps a pictogram. */
  | { readonly kind: 'plain'; readonly pictogram?: string | undefined }
  | (ShownText & { readonly kind: 'statement' | 'question'; readonly keys: readonly Span[]; readonly pictogram?: string | undefined })
  | (ShownNumber & { readonly kind: 'number' })
  /** Two to five years with their events. */
  | { readonly kind: 'timeline'; readonly points: readonly TimelinePoint[] }
  /** Two to six items below a heading. */
  | { readonly kind: 'list'; readonly heading?: ShownText | undefined; readonly items: readonly ListItem[] }
  | (ShownText & { readonly kind: 'quote'; readonly speaker?: string | undefined })
  /** Two numbers side by side. */
  | { readonly kind: 'comparison'; readonly sides: readonly [ShownNumber, ShownNumber] }
  /** Two to eight bars, from a table of the script. */
  | { readonly kind: 'chart'; readonly heading?: ShownText | undefined; readonly bars: readonly Bar[] };

export type CardKind = CardContent['kind'];
/** The content of one type. */
export type ContentOf<Kind extends CardKind> = Extract<CardContent, { readonly kind: Kind }>;
