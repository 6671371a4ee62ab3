import { Field, Float, ID, Int, ObjectType } from 'type-graphql';
import { enumType } from '../../../platform/graphql/types/enum.ts';
import { FormatType } from '../request/format.type.ts';
import { FINDING_SEVERITIES, FINDING_TYPES } from '../checks/project-finding.ts';
import type { Finding, FindingSeverity, FindingType } from '../checks/project-finding.ts';
import type { ProjectCheck } from './project-render.service.ts';

const FindingTypeEnum = enumType(FINDING_TYPES, 'ProjectFindingType', 'The type of a problem that `checkProject` has found.', {
  ASSET_NOT_READY: 'An asset of a scene or of the preset is not READY or was deleted. `ProjectFinding.assetId` and `field` name it.',
  CLIP_TOO_SHORT:
    'A clip is shorter than the expected length of its scene or overlay. `ProjectFinding.measuredMs` is the length of the clip, `limit` that of the scene or overlay. It is an ERROR when `trimStartMs` skips the whole clip.',
  INSTRUCTION: 'The words of a scene look like an instruction to write a text. They are spoken or shown as they are.',
  INSUFFICIENT_CREDITS: 'The film may cost more credits than the workspace has. `ProjectFinding.required` and `available` are credits.',
  MISSING_GLYPH: 'No font of Reelwright can draw the characters in `ProjectFinding.text`.',
  MISSING_TRANSLATION:
    'A scene has captions, and no translation in a language that other scenes are translated to. Files of CAPTION_TRANSLATIONS have no captions there.',
  MUSIC_TOO_SHORT:
    'Less than a second of the music is left after its `musicStartMs`. `ProjectFinding.measuredMs` is the length of the music, `limit` the least that it has to last.',
  NARRATION_TOO_LONG:
    'The words or the recording of a scene take longer than its `durationMs`, so the scene becomes longer. `ProjectFinding.measuredMs` is their length, estimated for words; `limit` is `durationMs`.',
  NOT_RENDERED_YET:
    'A scene has a prompt for a picture, and its film has cards, which are drawn from the words. `ProjectFinding.field` names it.',
  NO_NARRATION: 'A scene has no words. It is an ERROR when the scene has neither a picture nor a caption.',
  NO_SCENES: 'The project has no scenes, so no film can be made.',
  OVERLAY_NOT_SHOWN:
    'An overlay starts after the expected end of the film. `ProjectFinding.measuredMs` is the start of the overlay, `limit` the length of the film.',
  READING_SPEED: 'A caption is shown too briefly to be read. `ProjectFinding.cps` and `limit` are characters per second.',
  RECORDING_TOO_LONG:
    'A recording is longer than 10 minutes, the maximum of a scene. `ProjectFinding.measuredMs` is the length of the recording.',
  TRANSITION_TOO_LONG:
    'A transition is longer than a third of the shorter of its two scenes, so it is shortened. `ProjectFinding.measuredMs` is its length, `limit` the maximum.',
  UNREADABLE_TEXT: 'The voice cannot read the words of a scene in their script, and would spell them.',
  UPSCALED: 'A picture is enlarged and looks soft. `ProjectFinding.scale` is the factor of the enlargement.',
});
const FindingSeverityEnum = enumType(
  FINDING_SEVERITIES,
  'ProjectFindingSeverity',
  'Whether a film can be made in spite of a finding of `checkProject`.',
  {
    ERROR: 'No film can be made: `renderProject` refuses the project until the problem is solved.',
    WARNING: 'A film can be made, but it may look or sound different from what was intended.',
  },
);

const forType = (types: string, what: string): { nullable: true; description: string } => ({
  nullable: true,
  description: `${what} Null unless \`type\` is ${types}.`,
});

@ObjectType('ProjectFinding', {
  description: 'A problem that a film of a project would have. Which fields are null depends on `type`.',
})
class ProjectFindingType implements Finding {
  @Field(() => FindingTypeEnum, { description: 'The type of the problem.' }) type!: FindingType;
  @Field(() => FindingSeverityEnum, { description: 'Whether a film can be made in spite of the problem.' }) severity!: FindingSeverity;
  @Field(() => String, { description: 'The problem as an English sentence.' }) message!: string;
  @Field(() => ID, { nullable: true, description: 'The id of the scene that has the problem. Null when the whole project has it.' })
  sceneId?: string;
  @Field(() => String, {
    nullable: true,
    description:
      'The name of the field of the scene, project or preset that has the problem, for example `caption`. Null when there is none.',
  })
  field?: string;
  @Field(() => ID, { nullable: true, description: 'The id of the asset that has the problem. Null when there is none.' })
  assetId?: string;
  @Field(() => String, forType('MISSING_GLYPH', 'The characters that cannot be drawn, separated by spaces.')) text?: string;
  @Field(() => Float, forType('READING_SPEED', 'Characters per second at which the caption would have to be read.')) cps?: number;
  @Field(() => Float, {
    nullable: true,
    description: 'The limit of `cps`, `measuredMs` or `scale`, in the same unit. Null when the problem has none of them.',
  })
  limit?: number;
  @Field(
    () => Int,
    forType(
      'CLIP_TOO_SHORT, MUSIC_TOO_SHORT, NARRATION_TOO_LONG, OVERLAY_NOT_SHOWN, RECORDING_TOO_LONG or TRANSITION_TOO_LONG',
      'The length that is too short or too long, or the start that is too late, in milliseconds.',
    ),
  )
  measuredMs?: number;
  @Field(() => Float, forType('UPSCALED', 'The factor by which the picture is enlarged.')) scale?: number;
  @Field(() => Int, forType('INSUFFICIENT_CREDITS', 'The credits that the film may cost.')) required?: number;
  @Field(() => Int, forType('INSUFFICIENT_CREDITS', 'The credits that the workspace has.')) available?: number;
  @Field(() => FormatType, {
    nullable: true,
    description: 'The format that has the problem, of several that were checked. Null when all of them have it.',
  })
  format?: FormatType;
}

@ObjectType('ProjectCheck', { description: 'The problems that a film of a project would have, and its cost, before the film is made.' })
export class ProjectCheckType implements ProjectCheck {
  @Field(() => Boolean, { description: 'Whether a film can be made. False when a finding is an ERROR.' }) ok!: boolean;
  @Field(() => [ProjectFindingType], {
    description:
      'The problems, those of scenes first in the order of the film, then those of the whole project. Empty when there are none.',
  })
  findings!: ProjectFindingType[];
  @Field(() => Int, { description: 'The maximum cost of the film in credits, which `renderProject` would reserve.' }) credits!: number;
  @Field(() => Int, { description: 'The maximum length of the film in milliseconds.' }) durationMs!: number;
}
