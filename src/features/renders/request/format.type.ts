import { Field, InputType, ObjectType } from 'type-graphql';
import type { Resolution } from '../../../platform/catalogue/sizes/resolutions.ts';
import type { AspectRatio } from '../../../platform/catalogue/sizes/shapes.ts';
import { AspectRatioEnum, ResolutionEnum } from '../../providers/catalogue.type.ts';
import { MAX_FORMATS } from '../video-plan.ts';
import type { FilmFormat, GivenFormat } from './video-formats.ts';

@InputType({ description: 'A shape and a size in which a film is made.' })
export class FormatInput implements GivenFormat {
  @Field(() => AspectRatioEnum, {
    nullable: true,
    description: 'The aspect ratio of this format. When omitted or null, it is that of the film without `formats`.',
  })
  aspectRatio?: AspectRatio | null;
  @Field(() => ResolutionEnum, {
    nullable: true,
    description: 'The resolution of this format. When omitted or null, it is that of the film without `formats`.',
  })
  resolution?: Resolution | null;
}

@ObjectType('Format', { description: 'A shape and a size in which a film is made.' })
export class FormatType implements FilmFormat {
  @Field(() => AspectRatioEnum, { description: 'The aspect ratio of this format.' }) aspectRatio!: AspectRatio;
  @Field(() => ResolutionEnum, { description: 'The resolution of this format.' }) resolution!: Resolution;
}

/** The description of the field `formats` of inputs. `otherwise` says what happens without it. */
export const describeFormats = (otherwise: string): string =>
  `The shapes and sizes of the film, 1 to ${MAX_FORMATS}, each at most once. Each is a finished film with its own captions, poster and checks; words and voices are made once. Each costs the credits of one film. When omitted or null, ${otherwise}.`;
