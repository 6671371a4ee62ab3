import { GraphQLSafeInt } from 'graphql-scalars';
import { Field, ID, InputType } from 'type-graphql';
import { IdempotencyKey } from '../../../platform/graphql/types/idempotency-key.ts';
import type { CreateUpload } from './upload-writes.ts';

@InputType({ description: 'The name, type and size of a file before its upload.' })
export class ValidateUploadInput {
  @Field(() => ID, { description: 'The id of the workspace that the file belongs to.' }) workspaceId!: string;
  @Field(() => String, { description: 'The file name without folders, at most 255 bytes.' }) fileName!: string;
  @Field(() => String, {
    nullable: true,
    description:
      'The media type as the browser reports it; only a hint, because the bytes decide. When omitted or null, the file name is the only hint.',
  })
  contentType?: string | null;
  @Field(() => GraphQLSafeInt, { description: 'The size of the file in bytes.' }) byteSize!: number;
  @Field(() => String, {
    nullable: true,
    description:
      'The SHA-256 of the file in hexadecimal, which the uploaded bytes must match. When omitted or null, they are not compared.',
  })
  sha256?: string | null;
}

@InputType({ description: 'The name, type and size of a file that is then uploaded in parts.' })
export class CreateUploadInput extends ValidateUploadInput implements CreateUpload {
  @Field(() => ID, {
    nullable: true,
    description: 'The id of the project of the workspace that the file is for. When omitted or null, it is for no project.',
  })
  projectId?: string | null;
  @IdempotencyKey() idempotencyKey?: string | null;
}
