import { Field, Float, ID, Int, ObjectType } from 'type-graphql';
import { enumType } from '../../../platform/graphql/types/enum.ts';
import { FINDING_SEVERITIES, FINDING_TYPES } from '../checks/project-finding.ts';
import type { Finding, FindingSeverity, FindingType } from '../checks/project-finding.ts';
import type { ProjectCheck } from './project-render.service.ts';

const FindingTypeEnum = enumType(FINDING_TYPES, 'ProjectFindingType', 'What a check of a project has found.', {
  ASSET_NOT_READY: 'An asset of a scene or of the preset is not READY or was deleted. `assetId` and `field` name it.',
  CLIP_TOO_SHORT:
    'A clip is shorter than its scene is expected to be. `measuredMs` is its length, `limit` that of the scene. An error when `trimStartMs` skips all of it.',
  INSTRUCTION: 'The words of a scene ask for a text instead of being one. They will be spoken, or shown, as they are.',
  INSUFFICIENT_CREDITS: 'The film may cost more than the workspace has. `required` and `available` are credits.',
  MISSING_GLYPH: 'No bundled font can draw the characters in `text`.',
  NARRATION_TOO_LONG:
    'The words or the recording take longer than the `durationMs` of the scene, which becomes longer. `measuredMs` is their length, estimated for words; `limit` is `durationMs`.',
  NOT_RENDERED_YET:
    'Something is stored that films do not contain yet, such as prompts for pictures and options of presets. `field` names it.',
  NO_NARRATION:
    'A scene has no words to speak or, in a film without narration, to show. An error when it has neither a picture nor a caption.',
  NO_SCENES: 'The project has no scenes.',
  OVERLAY_NOT_SHOWN: 'An overlay starts after the expected end of the film. `measuredMs` is its start, `limit` the length of the film.',
  READING_SPEED: 'A caption is shown too briefly to be read. `cps` and `limit` are characters per second.',
  RECORDING_TOO_LONG: 'A recording is longer than 10 minutes, the longest that one scene may have. `measuredMs` is its length.',
  TRANSITION_TOO_LONG:
    'A transition is longer than a third of the shorter of its scenes and will be shortened. `measuredMs` is its length, `limit` the longest.',
  UNREADABLE_TEXT: 'The voice of the language cannot read the words of a scene and would spell them.',
  UPSCALED: 'A picture is smaller than it is shown and looks soft. `scale` is the factor of the enlargement.',
});
const FindingSeverityEnum = enumType(FINDING_SEVERITIES, 'ProjectFindingSeverity', 'What a finding means for a film.', {
  ERROR: '`renderProject` refuses the project, or the film would fail.',
  WARNING: 'A film is made, and may look different from what was intended.',
});

const forType = (types: string, what: string): { nullable: true; description: string } => ({
  nullable: true,
  description: `${what} Only with ${types}; null otherwise.`,
});

@ObjectType('ProjectFinding', {
  description: 'Something that a film of the project would suffer from. Fields that its type lacks are null.',
})
class ProjectFindingType implements Finding {
  @Field(() => FindingTypeEnum, { description: 'What was found.' }) type!: FindingType;
  @Field(() => FindingSeverityEnum, { description: 'Whether a film can be made nevertheless.' }) severity!: FindingSeverity;
  @Field(() => String, { description: 'The finding as an English sentence.' }) message!: string;
  @Field(() => ID, { nullable: true, description: 'The id of the scene that the finding is about. Null for the whole project.' })
  sceneId?: string;
  @Field(() => String, {
    nullable: true,
    description:
      'The field of the scene, the project or the preset that the finding is about, for example `caption`. Null when there is none.',
  })
  field?: string;
  @Field(() => ID, { nullable: true, description: 'The id of the asset that the finding is about. Null when there is none.' })
  assetId?: string;
  @Field(() => String, forType('MISSING_GLYPH', 'The characters that cannot be drawn, separated by spaces.')) text?: string;
  @Field(() => Float, forType('READING_SPEED', 'Characters per second at which the caption would have to be read.')) cps?: number;
  @Field(() => Float, {
    nullable: true,
    description: 'The limit of `cps`, `measuredMs` or `scale`, in the same unit. Null for findings without one of them.',
  })
  limit?: number;
  @Field(
    () => Int,
    forType(
      'CLIP_TOO_SHORT, NARRATION_TOO_LONG, OVERLAY_NOT_SHOWN, RECORDING_TOO_LONG and TRANSITION_TOO_LONG',
      'The length that is too short or too long, or the start that is too late, in milliseconds.',
    ),
  )
  measuredMs?: number;
  @Field(() => Float, forType('UPSCALED', 'The factor by which the picture is enlarged.')) scale?: number;
  @Field(() => Int, forType('INSUFFICIENT_CREDITS', 'The credits that the film may cost.')) required?: number;
  @Field(() => Int, forType('INSUFFICIENT_CREDITS', 'The credits that the workspace has.')) available?: number;
}

@ObjectType('ProjectCheck', { description: 'What a film of a project would suffer from, before it is made.' })
export class ProjectCheckType implements ProjectCheck {
  @Field(() => Boolean, { description: 'Whether a film can be made: no finding is an ERROR.' }) ok!: boolean;
  @Field(() => [ProjectFindingType], { description: 'The findings, in the order of the scenes, then those about the whole project.' })
  findings!: ProjectFindingType[];
  @Field(() => Int, { description: 'What `renderProject` would reserve: the maximum cost of the film in credits.' }) credits!: number;
  @Field(() => Int, { description: 'The maximum length of the film in milliseconds.' }) durationMs!: number;
}
