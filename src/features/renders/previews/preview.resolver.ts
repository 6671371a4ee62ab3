import { Arg, Ctx, Field, ID, InputType, Int, Mutation, ObjectType, Resolver } from 'type-graphql';
import type { Context } from '../../../platform/graphql/context.ts';
import type { PreviewFrame, PreviewService } from './preview.service.ts';

@InputType({ description: 'The frame to draw: a project and a time in its film.' })
class PreviewFrameInput implements PreviewFrame {
  @Field(() => ID, { description: 'The id of the project whose film the frame belongs to.' }) projectId!: string;
  @Field(() => Int, {
    description: 'The time of the frame in the film, in milliseconds, 0 to 3,600,000. A time after the end gives the last frame.',
  })
  atMs!: number;
  @Field(() => ID, {
    nullable: true,
    description:
      'The id of a scene of the project. When given, `atMs` counts from the start of that scene, and a time after its end gives its last frame. When omitted or null, `atMs` counts from the start of the film.',
  })
  sceneId?: string | null;
}

@ObjectType('FramePreview', { description: 'A single frame of a project, drawn without making the film.' })
class FramePreviewType {
  @Field(() => String, { description: 'The signed URL of the frame, a JPEG with the size of the film. It is valid for 15 minutes.' })
  url!: string;
}

@Resolver()
export class PreviewResolver {
  constructor(private readonly previews: PreviewService) {}

  @Mutation(() => FramePreviewType, {
    description:
      'Draws one frame of a project as it is now, within 5 seconds; scenes that were never spoken have estimated lengths. Answers UNAVAILABLE when no worker is free in time, and RATE_LIMITED while 8 frames of the workspace are waiting. Requires the role EDITOR.',
  })
  previewFrame(
    @Ctx() { scope }: Context,
    @Arg('input', () => PreviewFrameInput) input: PreviewFrameInput,
  ): Promise<{ readonly url: string }> {
    return this.previews.frame(scope, input);
  }
}
