import { GraphQLDateTime, GraphQLSafeInt } from 'graphql-scalars';
import { Field, ID, Int, ObjectType } from 'type-graphql';
import { enumType } from '../../platform/graphql/enum.ts';
import { AssetKindEnum } from './asset.type.ts';
import type { UploadKind } from './upload-check.ts';
import { UPLOAD_STATUSES } from './upload.entity.ts';
import type { UploadStatus } from './upload.entity.ts';

const UploadStatusEnum = enumType(UPLOAD_STATUSES, 'UploadStatus');

@ObjectType('UploadSession', { description: 'Reading it signs the URLs of its parts anew, for 15 minutes.' })
export class UploadSessionType {
  @Field(() => ID) id!: string;
  @Field(() => UploadStatusEnum) status!: UploadStatus;
  @Field(() => GraphQLDateTime) expiresAt!: Date;
}

@ObjectType('HttpHeader')
class HttpHeaderType {
  @Field(() => String) name!: string;
  @Field(() => String) value!: string;
}

@ObjectType('UploadPart', {
  description:
    'PUT the bytes of [offset, offset + byteSize) to `url` with `headers`. The URL accepts exactly `byteSize` bytes with a Content-Length, not a chunked body. Nothing is read back from the answers.',
})
export class UploadPartType {
  @Field(() => Int) number!: number;
  @Field(() => GraphQLSafeInt) offset!: number;
  @Field(() => GraphQLSafeInt) byteSize!: number;
  @Field(() => Boolean, { description: 'The store has it whole.' }) uploaded!: boolean;
  @Field(() => String) url!: string;
  @Field(() => [HttpHeaderType]) headers!: readonly HttpHeaderType[];
}

@ObjectType('UploadProblem')
class UploadProblemType {
  @Field(() => String, { description: 'The field of the input.' }) path!: string;
  @Field(() => String) message!: string;
}

@ObjectType('UploadVerdict', { description: 'What `createUpload` would say now.' })
export class UploadVerdictType {
  @Field(() => Boolean) ok!: boolean;
  @Field(() => AssetKindEnum, { nullable: true, description: 'What name and type promise.' }) kind!: UploadKind | null;
  @Field(() => [UploadProblemType]) problems!: readonly UploadProblemType[];
}
