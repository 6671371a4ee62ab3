import { z } from 'zod';
import { LANGUAGES, MAX_TAG_LENGTH, isSpoken } from '../../../platform/catalogue/languages.ts';
import { oneOf } from '../../../platform/catalogue/options.ts';
import { SHAPES } from '../../../platform/catalogue/sizes/shapes.ts';
import { idField, nameField, optionalWordsField, wordsField } from '../../../platform/input/text-fields.ts';

export const PROJECT_LIMITS = {
  projects: 10_000,
  nameCharacters: 200,
  briefCharacters: 4_000,
  scriptCharacters: 20_000,
  scenes: 200,
  /** Characters of all scenes together: about 45 minutes of speech. */
  narrationCharacters: 40_000,
  variables: 50,
  variableNameCharacters: 64,
  variableCharacters: 4_000,
} as const;

const value = z.union([wordsField(PROJECT_LIMITS.variableCharacters), z.number(), z.boolean(), z.null()]);

/** Fields of a project that clients write, in GraphQL inputs and in timelines. */
export const projectFields = {
  name: nameField(PROJECT_LIMITS.nameCharacters),
  brief: optionalWordsField(PROJECT_LIMITS.briefCharacters),
  script: optionalWordsField(PROJECT_LIMITS.scriptCharacters),
  language: z
    .string()
    .refine(isSpoken, `Not supported. Choose ${oneOf(LANGUAGES.names)}, with or without a region.`)
    .meta({ maxLength: MAX_TAG_LENGTH }),
  aspectRatio: z.enum(SHAPES.names),
  templateId: idField().nullable(),
  variables: z
    .record(z.string().min(1).max(PROJECT_LIMITS.variableNameCharacters), value)
    .refine((all) => Object.keys(all).length <= PROJECT_LIMITS.variables, `Must have at most ${PROJECT_LIMITS.variables} variables.`)
    .nullable(),
  presetId: idField().nullable(),
} as const;

const wholeProject = z.strictObject(projectFields);
export type ProjectFields = z.output<typeof wholeProject>;
/** Changes of a project: any of the fields; omitted ones stay as they are. */
export const projectChanges = wholeProject.partial();

/** Fields of a new project, also used for null where a field cannot be null. A name has no default. */
export const PROJECT_DEFAULTS: Omit<ProjectFields, 'name'> = {
  brief: null,
  script: null,
  language: LANGUAGES.fallback,
  aspectRatio: SHAPES.fallback,
  templateId: null,
  variables: null,
  presetId: null,
};

export const PROJECT_FIELD_NAMES = Object.keys(wholeProject.shape) as (keyof ProjectFields)[];
