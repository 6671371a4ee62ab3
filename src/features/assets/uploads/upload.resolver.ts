import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { Context } from '../../../platform/graphql/context.ts';
import type { AssetRow } from '../asset.entity.ts';
import type { AssetService } from '../asset.service.ts';
import { AssetType } from '../asset.type.ts';
import type { UploadSessionRow } from './upload.entity.ts';
import { CreateUploadInput, ValidateUploadInput } from './upload.input.ts';
import type { UploadPart, UploadService } from './upload.service.ts';
import { UploadPartType, UploadSessionType, UploadVerdictType } from './upload.type.ts';

@Resolver(() => UploadSessionType)
export class UploadResolver {
  constructor(
    private readonly uploads: UploadService,
    private readonly assets: AssetService,
  ) {}

  @Query(() => UploadSessionType, {
    nullable: true,
    description:
      'The upload with this id, with newly signed URLs of its parts. Null, with the error NOT_FOUND, for an unknown id and, identically, for an upload of another workspace.',
  })
  uploadSession(
    @Ctx() { scope }: Context,
    @Arg('id', () => ID, { description: 'The id of the upload, which is also the id of its asset.' }) id: string,
  ): Promise<UploadSessionRow> {
    return this.uploads.get(scope, id);
  }

  @Query(() => UploadVerdictType, {
    description:
      'Checks whether `createUpload` would accept a file, by its name, type and size. Nothing is created. Requires the role EDITOR.',
  })
  async validateUpload(
    @Ctx() { scope }: Context,
    @Arg('input', () => ValidateUploadInput) input: ValidateUploadInput,
  ): Promise<UploadVerdictType> {
    const { kind, problems } = await this.uploads.validate(scope, input);
    return { ok: problems.length === 0, kind: kind ?? null, problems };
  }

  @Mutation(() => UploadSessionType, {
    description:
      'Begins an upload. Send the parts to their URLs with PUT, then call `completeUpload`, within 20 hours. Requires the role EDITOR.',
  })
  createUpload(@Ctx() { scope }: Context, @Arg('input', () => CreateUploadInput) input: CreateUploadInput): Promise<UploadSessionRow> {
    return this.uploads.create(scope, input);
  }

  @Mutation(() => AssetType, {
    description:
      'Completes an upload when all parts are stored. The asset becomes PROCESSING while a job checks the file. Requires the role EDITOR.',
  })
  completeUpload(
    @Ctx() { scope }: Context,
    @Arg('id', () => ID, { description: 'The id of the upload, which is also the id of its asset.' }) id: string,
  ): Promise<AssetRow> {
    return this.uploads.complete(scope, id);
  }

  @Mutation(() => Boolean, { description: 'Aborts an upload and deletes the uploaded parts. Requires the role EDITOR. Returns true.' })
  async abortUpload(
    @Ctx() { scope }: Context,
    @Arg('id', () => ID, { description: 'The id of the upload, which is also the id of its asset.' }) id: string,
  ): Promise<boolean> {
    await this.uploads.abort(scope, id);
    return true;
  }

  @FieldResolver(() => AssetType, { description: 'The asset that the upload becomes.' })
  asset(@Ctx() { scope }: Context, @Root() { id }: UploadSessionRow): Promise<AssetRow> {
    return this.assets.get(scope, id);
  }

  @FieldResolver(() => [UploadPartType], {
    description:
      'The parts of the upload in the order of the file, with newly signed URLs. Empty when the upload has ended. Requires the role EDITOR.',
  })
  parts(
    @Ctx() { scope }: Context,
    @Root() session: UploadSessionRow,
    @Arg('missingOnly', () => Boolean, {
      nullable: true,
      defaultValue: false,
      description: 'Whether to list only parts that the object store does not have yet. Default false.',
    })
    missingOnly: boolean | null,
  ): Promise<readonly UploadPart[]> {
    return this.uploads.parts(scope, session, missingOnly ?? false);
  }
}
