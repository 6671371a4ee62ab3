import { GraphQLDateTime, GraphQLSafeInt } from 'graphql-scalars';
import { Field, ID, Int, ObjectType } from 'type-graphql';
import { enumType } from '../../../platform/graphql/types/enum.ts';
import { AssetKindEnum } from '../asset.type.ts';
import type { AssetKind } from '../asset.entity.ts';
import { UPLOAD_STATUSES } from './upload.entity.ts';
import type { UploadStatus } from './upload.entity.ts';

const UploadStatusEnum = enumType(UPLOAD_STATUSES, 'UploadStatus', 'The state of an upload.', {
  ABORTED: 'The upload was aborted and its parts were deleted.',
  COMPLETED: 'All parts have arrived; the asset is checked or READY.',
  EXPIRED: 'The upload was not completed in time and its parts were deleted.',
  OPEN: 'Parts can be uploaded.',
});

@ObjectType('UploadSession', { description: 'An upload. Reading it signs fresh part URLs, valid for 15 minutes.' })
export class UploadSessionType {
  @Field(() => ID, { description: 'The id of the upload, which is that of its asset.' }) id!: string;
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
    'PUT the bytes of [offset, offset + byteSize) to `url` with `headers`. The URL accepts exactly `byteSize` bytes with a Content-Length, not a chunked body. Nothing is read back from the answers.',
})
export class UploadPartType {
  @Field(() => Int, { description: 'The number of the part, starting with 1.' }) number!: number;
  @Field(() => GraphQLSafeInt, { description: 'Where the part begins in the file, in bytes.' }) offset!: number;
  @Field(() => GraphQLSafeInt, { description: 'The size of the part in bytes.' }) byteSize!: number;
  @Field(() => Boolean, { description: 'Whether the store has the complete part.' }) uploaded!: boolean;
  @Field(() => String, { description: 'The URL to PUT the bytes of the part to. It is signed and valid for 15 minutes.' }) url!: string;
  @Field(() => [HttpHeaderType], { description: 'The headers to send with the PUT request.' }) headers!: readonly HttpHeaderType[];
}

@ObjectType('UploadProblem', { description: 'Why a file would not be accepted.' })
class UploadProblemType {
  @Field(() => String, { description: 'The field of the input that is wrong.' }) path!: string;
  @Field(() => String, { description: 'What is wrong and what is accepted.' }) message!: string;
}

@ObjectType('UploadVerdict', { description: 'What `createUpload` would answer for this file now.' })
export class UploadVerdictType {
  @Field(() => Boolean, { description: 'Whether `createUpload` would accept the file.' }) ok!: boolean;
  @Field(() => AssetKindEnum, {
    nullable: true,
    description: 'The kind that the name and the media type suggest. Null when they suggest none.',
  })
  kind!: AssetKind | null;
  @Field(() => [UploadProblemType], { description: 'Why the file would not be accepted. Empty when `ok` is true.' })
  problems!: readonly UploadProblemType[];
}
