import { GraphQLSafeInt } from 'graphql-scalars';
import { Field, ID, InputType } from 'type-graphql';
import { IdempotencyKey } from '../../../platform/graphql/idempotency-key.ts';
import type { CreateUpload } from './upload.service.ts';

@InputType({ description: 'Announcement of a file before its upload. The content is checked afterwards.' })
export class ValidateUploadInput {
  @Field(() => ID) workspaceId!: string;
  @Field(() => String, { description: 'File name without folders, at most 255 bytes.' }) fileName!: string;
  @Field(() => String, { nullable: true, description: 'Media type as the browser reports it; only a hint.' }) contentType?: string | null;
  @Field(() => GraphQLSafeInt) byteSize!: number;
  @Field(() => String, { nullable: true, description: 'SHA-256 of the bytes, hex. If given, the bytes must match.' }) sha256?:
    string | null;
}

@InputType()
export class CreateUploadInput extends ValidateUploadInput implements CreateUpload {
  @IdempotencyKey() idempotencyKey?: string | null;
}
