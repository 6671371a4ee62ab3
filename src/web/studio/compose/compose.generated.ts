/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from 'urql';
export type AspectRatio =
  | 'LANDSCAPE_16_9'
  | 'PORTRAIT_4_5'
  | 'PORTRAIT_9_16'
  | 'SQUARE_1_1';

export type CaptionPosition =
  | 'BOTTOM'
  | 'MIDDLE'
  | 'TOP';

export type CaptionSize =
  | 'LARGE'
  | 'MEDIUM'
  | 'SMALL';

export type FormatInput = {
  readonly aspectRatio?: AspectRatio | null | undefined;
  readonly resolution?: Resolution | null | undefined;
};

export type GenerateVideoInput = {
  readonly aiLabel?: string | null | undefined;
  readonly aspectRatio?: AspectRatio | null | undefined;
  readonly callbackUrl?: string | null | undefined;
  readonly captionPosition?: CaptionPosition | null | undefined;
  readonly captionSize?: CaptionSize | null | undefined;
  readonly captionStyle?: string | null | undefined;
  readonly durationMs?: number | null | undefined;
  readonly formats?: ReadonlyArray<FormatInput> | null | undefined;
  readonly fps?: number | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
  readonly language?: string | null | undefined;
  readonly look?: string | null | undefined;
  readonly metadata?: unknown;
  readonly model?: string | null | undefined;
  readonly motion?: Motion | null | undefined;
  readonly musicAssetId?: string | number | null | undefined;
  readonly musicGainDb?: number | null | undefined;
  readonly musicMood?: string | null | undefined;
  readonly musicStartMs?: number | null | undefined;
  readonly presetId?: string | number | null | undefined;
  readonly priority?: number | null | undefined;
  readonly prompt?: string | null | undefined;
  readonly referenceAssetId?: string | number | null | undefined;
  readonly renditions?: ReadonlyArray<RenditionKind> | null | undefined;
  readonly resolution?: Resolution | null | undefined;
  readonly script?: string | null | undefined;
  readonly templateId?: string | number | null | undefined;
  readonly title?: string | null | undefined;
  readonly transition?: string | null | undefined;
  readonly variables?: unknown;
  readonly voice?: string | null | undefined;
  readonly workspaceId: string | number;
};

export type Motion =
  | 'GENTLE'
  | 'KEN_BURNS'
  | 'NONE';

export type RenditionKind =
  | 'AUDIO_M4A'
  | 'AUDIO_MP3'
  | 'CAPTION_TRANSLATIONS'
  | 'CHAPTERS'
  | 'GIF'
  | 'HLS'
  | 'MP4'
  | 'POSTER'
  | 'STORYBOARD'
  | 'THUMBNAILS'
  | 'WEBM'
  | 'YOUTUBE';

export type Resolution =
  | 'P360'
  | 'P480'
  | 'P720'
  | 'P1080'
  | 'P1440'
  | 'P2160';

export type ChoicesQueryVariables = Exact<{ [key: string]: never; }>;


export type ChoicesQuery = { readonly languages: ReadonlyArray<{ readonly name: string, readonly nativeTitle: string, readonly voices: ReadonlyArray<{ readonly name: string, readonly title: string, readonly description: string, readonly provider: string, readonly language: string, readonly sampleUrl: string | null }> }>, readonly looks: ReadonlyArray<{ readonly name: string, readonly title: string, readonly description: string, readonly pictureUrl: string, readonly isDefault: boolean }> };

export type EstimateQueryVariables = Exact<{
  input: GenerateVideoInput;
}>;


export type EstimateQuery = { readonly estimateVideo: { readonly credits: number, readonly durationMs: number } };

export type MakeFilmMutationVariables = Exact<{
  input: GenerateVideoInput;
}>;


export type MakeFilmMutation = { readonly generateVideo: { readonly id: string } };


export const ChoicesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Choices"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"languages"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"nativeTitle"}},{"kind":"Field","name":{"kind":"Name","value":"voices"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"language"}},{"kind":"Field","name":{"kind":"Name","value":"sampleUrl"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"looks"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"pictureUrl"}},{"kind":"Field","name":{"kind":"Name","value":"isDefault"}}]}}]}}]} as unknown as DocumentNode<ChoicesQuery, ChoicesQueryVariables>;
export const EstimateDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Estimate"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"GenerateVideoInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"estimateVideo"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"credits"}},{"kind":"Field","name":{"kind":"Name","value":"durationMs"}}]}}]}}]} as unknown as DocumentNode<EstimateQuery, EstimateQueryVariables>;
export const MakeFilmDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"MakeFilm"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"GenerateVideoInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"generateVideo"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]} as unknown as DocumentNode<MakeFilmMutation, MakeFilmMutationVariables>;