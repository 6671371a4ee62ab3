import { GraphQLSafeInt } from 'graphql-scalars';
import { Field, ID, InputType } from 'type-graphql';
import { IdempotencyKey } from '../../../platform/graphql/idempotency-key.ts';
import type { CreateUpload } from './upload.service.ts';

@InputType({ description: 'What is said of a file before it is sent. The bytes decide in the end.' })
export class ValidateUploadInput {
  @Field(() => ID) workspaceId!: string;
  @Field(() => String, { description: 'The name alone, without folders; at most 255 bytes.' }) fileName!: string;
  @Field(() => String, { nullable: true, description: 'As the browser says; no more than a hint.' }) contentType?: string | null;
  @Field(() => GraphQLSafeInt) byteSize!: number;
  @Field(() => String, { nullable: true, description: 'Of the bytes, hex. When it is given the bytes must have it.' }) sha256?:
    string | null;
}

@InputType()
export class CreateUploadInput extends ValidateUploadInput implements CreateUpload {
  @IdempotencyKey() idempotencyKey?: string | null;
}
