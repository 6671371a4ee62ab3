import { GraphQLDateTime, GraphQLSafeInt } from 'graphql-scalars';
import { Field, ID, Int, ObjectType } from 'type-graphql';
import { enumType } from '../../../platform/graphql/types/enum.ts';
import { AssetKindEnum } from '../asset.type.ts';
import type { AssetKind } from '../asset.entity.ts';
import { UPLOAD_STATUSES } from './upload.entity.ts';
import type { UploadStatus } from './upload.entity.ts';

const UploadStatusEnum = enumType(UPLOAD_STATUSES, 'UploadStatus', 'The state of an upload.', {
  ABORTED: 'The upload was aborted by `abortUpload`, and its parts were deleted. This is final.',
  COMPLETED: '`completeUpload` has accepted all parts. `Asset.status` has the result of the check. This is final.',
  EXPIRED: 'The upload was not completed within 20 hours, and its parts were deleted. This is final.',
  OPEN: 'Parts can be uploaded. `completeUpload` or `abortUpload` ends the upload.',
});

@ObjectType('UploadSession', {
  description: 'An upload of a file in parts. Each part has a URL, which is signed again whenever the upload is read.',
})
export class UploadSessionType {
  @Field(() => ID, { description: 'The id of the upload, which is also the id of its asset.' }) id!: string;
  @Field(() => UploadStatusEnum, { description: 'The state of the upload.' }) status!: UploadStatus;
  @Field(() => GraphQLDateTime, { description: 'The time at which the upload expires, 20 hours after it was created.' }) expiresAt!: Date;
}

@ObjectType('HttpHeader', { description: 'A header to send with an HTTP request.' })
class HttpHeaderType {
  @Field(() => String, { description: 'The name of the header.' }) name!: string;
  @Field(() => String, { description: 'The value of the header.' }) value!: string;
}

@ObjectType('UploadPart', {
  description:
    'A part of an upload: send the bytes from `offset` to `offset + byteSize` in a PUT request to `url` with `headers`. The request needs a Content-Length of exactly `byteSize`; a chunked body is refused.',
})
export class UploadPartType {
  @Field(() => Int, { description: 'The number of the part, starting with 1.' }) number!: number;
  @Field(() => GraphQLSafeInt, { description: 'The position in the file at which the part begins, in bytes.' }) offset!: number;
  @Field(() => GraphQLSafeInt, { description: 'The size of the part in bytes.' }) byteSize!: number;
  @Field(() => Boolean, { description: 'Whether the object store has the complete part.' }) uploaded!: boolean;
  @Field(() => String, { description: 'The signed URL to which the part is sent with PUT. It is valid for 15 minutes.' }) url!: string;
  @Field(() => [HttpHeaderType], { description: 'The headers to send with the PUT request, in any order.' })
  headers!: readonly HttpHeaderType[];
}

@ObjectType('UploadProblem', { description: 'A reason why `createUpload` would not accept a file.' })
class UploadProblemType {
  @Field(() => String, { description: 'The name of the input field that is wrong, for example `byteSize`.' }) path!: string;
  @Field(() => String, { description: 'What is wrong and what is accepted, for people.' }) message!: string;
}

@ObjectType('UploadVerdict', { description: 'Whether `createUpload` would accept a file, and why not.' })
export class UploadVerdictType {
  @Field(() => Boolean, { description: 'Whether `createUpload` would accept the file.' }) ok!: boolean;
  @Field(() => AssetKindEnum, {
    nullable: true,
    description: 'The kind of file that the name and the media type suggest. Null when they suggest none.',
  })
  kind!: AssetKind | null;
  @Field(() => [UploadProblemType], { description: 'The reasons why the file would not be accepted. Empty when `ok` is true.' })
  problems!: readonly UploadProblemType[];
}
