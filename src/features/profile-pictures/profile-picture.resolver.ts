import { Arg, Ctx, FieldResolver, ID, Mutation, Resolver, Root } from 'type-graphql';
import type { Context } from '../../platform/graphql/context.ts';
import type { UserRow } from '../identity/identity.entity.ts';
import { UserType } from '../identity/identity.type.ts';
import type { OpenedPictureUpload, ProfilePictureService } from './profile-picture.service.ts';
import { CreateProfilePictureUploadInput, ProfilePictureCheckType, ProfilePictureUploadType } from './profile-picture.type.ts';

@Resolver(() => UserType)
export class ProfilePictureResolver {
  constructor(private readonly pictures: ProfilePictureService) {}

  @Mutation(() => ProfilePictureUploadType, {
    description:
      'Begins an upload of your picture: JPEG, PNG or WebP, at most 10 MiB. Send the bytes with PUT to `url`, then call `completeProfilePictureUpload`. It replaces an upload that has not ended.',
  })
  createProfilePictureUpload(
    @Ctx() { scope }: Context,
    @Arg('input', () => CreateProfilePictureUploadInput) input: CreateProfilePictureUploadInput,
  ): Promise<OpenedPictureUpload> {
    return this.pictures.create(scope, input);
  }

  @Mutation(() => UserType, {
    description:
      'Completes an upload of your picture. A worker checks the file and makes a square of 256 pixels of it, which replaces the former picture; `User.pictureUpload` shows the state.',
  })
  completeProfilePictureUpload(
    @Ctx() { scope }: Context,
    @Arg('id', () => ID, { description: 'The id of the upload.' }) id: string,
  ): Promise<UserRow> {
    return this.pictures.complete(scope, id);
  }

  @Mutation(() => UserType, { description: 'Removes your picture, and an upload of it that has not ended.' })
  removeProfilePicture(@Ctx() { scope }: Context): Promise<UserRow> {
    return this.pictures.remove(scope);
  }

  @FieldResolver(() => String, {
    nullable: true,
    description:
      'A URL of the picture of the person, a square JPEG of 256 pixels, valid for at least 15 minutes. Null without a picture. Only members of shared workspaces see a person.',
  })
  avatarUrl(@Root() user: Pick<UserRow, 'avatarKey'>): Promise<string | null> {
    return this.pictures.linkOf(user);
  }

  @FieldResolver(() => ProfilePictureCheckType, {
    nullable: true,
    description: 'The newest upload of your picture. Null without one, and for everyone except the person.',
  })
  async pictureUpload(@Ctx() { scope }: Context, @Root() user: Pick<UserRow, 'id'>): Promise<ProfilePictureCheckType | null> {
    const row = await this.pictures.upload(scope, user.id);
    return (
      row && {
        id: row.id,
        state: row.status,
        rejection: row.rejection ?? null,
        rejectionHint: row.rejectionHint ?? null,
        createdAt: row.createdAt,
      }
    );
  }
}
