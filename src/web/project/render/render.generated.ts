/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from 'urql';
export type ProjectFindingSeverity =
  | 'ERROR'
  | 'WARNING';

export type ProjectFindingType =
  | 'ASSET_NOT_READY'
  | 'CLIP_TOO_SHORT'
  | 'INSTRUCTION'
  | 'INSUFFICIENT_CREDITS'
  | 'MISSING_GLYPH'
  | 'MISSING_TRANSLATION'
  | 'MUSIC_TOO_SHORT'
  | 'NARRATION_TOO_LONG'
  | 'NOT_RENDERED_YET'
  | 'NO_NARRATION'
  | 'NO_SCENES'
  | 'OVERLAY_NOT_SHOWN'
  | 'READING_SPEED'
  | 'RECORDING_TOO_LONG'
  | 'TRANSITION_TOO_LONG'
  | 'UNREADABLE_TEXT'
  | 'UPSCALED';

export type ProjectCheckQueryVariables = Exact<{
  projectId: string | number;
}>;


export type ProjectCheckQuery = { readonly checkProject: { readonly ok: boolean, readonly credits: number, readonly durationMs: number, readonly findings: ReadonlyArray<{ readonly type: ProjectFindingType, readonly severity: ProjectFindingSeverity, readonly message: string, readonly sceneId: string | null }> } };

export type RenderProjectMutationVariables = Exact<{
  projectId: string | number;
  idempotencyKey: string;
}>;


export type RenderProjectMutation = { readonly renderProject: { readonly id: string } };

export type CancelRenderMutationVariables = Exact<{
  id: string | number;
}>;


export type CancelRenderMutation = { readonly cancelJob: { readonly id: string } };


export const ProjectCheckDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ProjectCheck"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"projectId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"checkProject"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"projectId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ok"}},{"kind":"Field","name":{"kind":"Name","value":"credits"}},{"kind":"Field","name":{"kind":"Name","value":"durationMs"}},{"kind":"Field","name":{"kind":"Name","value":"findings"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"severity"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"sceneId"}}]}}]}}]}}]} as unknown as DocumentNode<ProjectCheckQuery, ProjectCheckQueryVariables>;
export const RenderProjectDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RenderProject"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"projectId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"idempotencyKey"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"renderProject"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"projectId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"projectId"}}},{"kind":"ObjectField","name":{"kind":"Name","value":"idempotencyKey"},"value":{"kind":"Variable","name":{"kind":"Name","value":"idempotencyKey"}}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]} as unknown as DocumentNode<RenderProjectMutation, RenderProjectMutationVariables>;
export const CancelRenderDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CancelRender"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cancelJob"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]} as unknown as DocumentNode<CancelRenderMutation, CancelRenderMutationVariables>;