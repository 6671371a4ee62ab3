import { GraphQLSafeInt } from 'graphql-scalars';
import { Field, ID, InputType } from 'type-graphql';
import { IdempotencyKey } from '../../../platform/graphql/types/idempotency-key.ts';
import type { CreateUpload } from './upload.service.ts';

@InputType({ description: 'Announcement of a file before its upload. The content is checked afterwards.' })
export class ValidateUploadInput {
  @Field(() => ID, { description: 'The id of the workspace that the file belongs to.' }) workspaceId!: string;
  @Field(() => String, { description: 'The file name without folders, at most 255 bytes.' }) fileName!: string;
  @Field(() => String, { nullable: true, description: 'The media type as the browser reports it. It is only a hint: the bytes decide.' })
  contentType?: string | null;
  @Field(() => GraphQLSafeInt, { description: 'The size of the file in bytes.' }) byteSize!: number;
  @Field(() => String, { nullable: true, description: 'The SHA-256 of the bytes in hexadecimal. If given, the bytes must match.' })
  sha256?: string | null;
}

@InputType({ description: 'The announcement of a file that is then uploaded in parts.' })
export class CreateUploadInput extends ValidateUploadInput implements CreateUpload {
  @Field(() => ID, { nullable: true, description: 'The id of a project of the workspace that the file is for. None when omitted.' })
  projectId?: string | null;
  @IdempotencyKey() idempotencyKey?: string | null;
}
