import { FieldResolver, Resolver, Root } from 'type-graphql';
import type { AssetRow } from '../../assets/asset.entity.ts';
import { AssetType } from '../../assets/asset.type.ts';
import { AssetProvenanceType } from './provenance.type.ts';

/** `Asset.provenance`: here, because it names kinds of providers. */
@Resolver(() => AssetType)
export class AssetProvenanceResolver {
  @FieldResolver(() => AssetProvenanceType, {
    nullable: true,
    description:
      'How the asset was made: provider, model, prompt, seed, voice, licence and cost of each part. Null for uploads and imports.',
  })
  provenance(@Root() { provenance }: AssetRow): AssetProvenanceType | null {
    return provenance ?? null;
  }
}
