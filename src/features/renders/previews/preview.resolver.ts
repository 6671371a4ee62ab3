import { Arg, Ctx, Field, ID, InputType, Int, Mutation, ObjectType, Resolver } from 'type-graphql';
import type { Context } from '../../../platform/graphql/context.ts';
import type { PreviewFrame, PreviewService } from './preview.service.ts';

@InputType({ description: 'The frame of a project to look at.' })
class PreviewFrameInput implements PreviewFrame {
  @Field(() => ID, { description: 'The id of the project.' }) projectId!: string;
  @Field(() => Int, {
    description: 'The time in the film, 0 to 3,600,000 milliseconds. A time behind the end shows the last frame.',
  })
  atMs!: number;
}

@ObjectType('FramePreview', { description: 'A frame of a film that was not made.' })
class FramePreviewType {
  @Field(() => String, { description: 'A signed URL of the frame as a JPEG of the size of the film, valid for 15 minutes.' }) url!: string;
}

@Resolver()
export class PreviewResolver {
  constructor(private readonly previews: PreviewService) {}

  @Mutation(() => FramePreviewType, {
    description:
      'Draws one frame of a project as it is now, before all other work of a worker. Scenes that were never spoken have estimated lengths. Answers UNAVAILABLE when no worker has made it within 5 s, and RATE_LIMITED while 8 frames of the workspace are waiting. Requires the role EDITOR.',
  })
  previewFrame(
    @Ctx() { scope }: Context,
    @Arg('input', () => PreviewFrameInput) input: PreviewFrameInput,
  ): Promise<{ readonly url: string }> {
    return this.previews.frame(scope, input);
  }
}
