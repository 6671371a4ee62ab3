import { GraphQLDateTime } from 'graphql-scalars';
import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { enumType } from '../../platform/graphql/types/enum.ts';
import { RejectionCodeEnum } from '../assets/asset.type.ts';
import type { AnnouncedPicture } from './profile-picture.service.ts';
import { PICTURE_STATES } from './profile-picture.states.ts';
import type { PictureState } from './profile-picture.states.ts';

const PictureStateEnum = enumType(PICTURE_STATES, 'ProfilePictureState', 'What became of an uploaded profile picture.', {
  CHECKING: 'The upload is complete, and a worker checks the file. Then the state becomes READY or REJECTED.',
  OPEN: 'The upload has begun and waits for `completeProfilePictureUpload`.',
  READY: 'The file was accepted, and the picture made of it is shown.',
  REJECTED: 'The file was not accepted; `rejection` tells why. The former picture is still shown.',
});

@ObjectType('ProfilePictureUpload', { description: 'A begun upload of a profile picture.' })
export class ProfilePictureUploadType {
  @Field(() => ID, { description: 'The id of the upload, for `completeProfilePictureUpload`.' }) id!: string;
  @Field(() => String, {
    description: 'The URL to send the bytes to, with PUT and without credentials. It accepts exactly the announced bytes.',
  })
  url!: string;
  @Field(() => GraphQLDateTime, { description: 'The time at which `url` expires, 15 minutes after the call.' }) expiresAt!: Date;
}

@ObjectType('ProfilePictureCheck', { description: 'The state of the newest upload of your profile picture.' })
export class ProfilePictureCheckType {
  @Field(() => ID, { description: 'The id of the upload.' }) id!: string;
  @Field(() => PictureStateEnum, { description: 'What became of the upload.' }) state!: PictureState;
  @Field(() => RejectionCodeEnum, { nullable: true, description: 'Why the file was rejected. Null unless the state is REJECTED.' })
  rejection!: string | null;
  @Field(() => String, { nullable: true, description: 'What was wrong with the file, in a sentence. Null unless the state is REJECTED.' })
  rejectionHint!: string | null;
  @Field(() => GraphQLDateTime, { description: 'The time at which the upload began.' }) createdAt!: Date;
}

@InputType({ description: 'A picture of you that you are about to upload.' })
export class CreateProfilePictureUploadInput implements AnnouncedPicture {
  @Field(() => String, { description: 'The media type of the file: `image/jpeg`, `image/png` or `image/webp`.' }) contentType!: string;
  @Field(() => Int, { description: 'The exact size of the file in bytes, at most 10 MiB.' }) byteSize!: number;
}
