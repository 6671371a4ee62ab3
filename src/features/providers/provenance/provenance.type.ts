import { Field, ID, ObjectType } from 'type-graphql';
import type { ProviderKind } from '../../../platform/catalogue/providers.ts';
import { SOURCE_TYPES } from '../../../platform/provenance/provenance.ts';
import type { SourceType } from '../../../platform/provenance/provenance.ts';
import { enumType } from '../../../platform/graphql/types/enum.ts';
import { ProviderChargeType } from '../../jobs/calls/provider-call.type.ts';
import { ProviderKindEnum } from '../catalogue.type.ts';

const DigitalSourceTypeEnum = enumType(
  SOURCE_TYPES,
  'DigitalSourceType',
  'Where media come from that a trained model made, in terms of the IPTC. The file says the same in its XMP metadata.',
  {
    COMPOSITE_WITH_TRAINED_ALGORITHMIC_MEDIA:
      'A trained model made some of its pictures or sounds, for example the voice: `compositeWithTrainedAlgorithmicMedia` of the IPTC.',
    TRAINED_ALGORITHMIC_MEDIA: 'A trained model made all of its pictures and sounds: `trainedAlgorithmicMedia` of the IPTC.',
  },
);

@ObjectType('Attribution', { description: 'Whom a stock picture is by, and on which terms it may be used.' })
class AttributionType {
  @Field(() => String, { description: 'The collection that the picture is from, for example `Openverse`.' }) source!: string;
  @Field(() => String, { nullable: true, description: 'The title of the picture. Null where it has none.' }) title!: string | null;
  @Field(() => String, { nullable: true, description: 'The name of its author. Null where it is unknown.' }) author!: string | null;
  @Field(() => String, { nullable: true, description: 'The web page of its author. Null where there is none.' }) authorUrl!: string | null;
  @Field(() => String, { description: 'The web page of the picture.' }) pageUrl!: string;
  @Field(() => String, { description: 'The licence, for example `CC BY 2.0`.' }) licence!: string;
  @Field(() => String, { nullable: true, description: 'The web page with the text of the licence. Null where there is none.' })
  licenceUrl!: string | null;
  @Field(() => String, { description: 'The sentence that credits the picture.' }) text!: string;
}

@ObjectType('AssetOrigin', { description: 'The provider and model that made an asset or a piece of one, such as the picture of a scene.' })
class AssetOriginType {
  @Field(() => ProviderKindEnum, { description: 'What was made: VISUAL for a picture, SPEECH for a voice, MUSIC for music.' })
  kind!: ProviderKind;
  @Field(() => String, { description: 'Stable name of the provider, for example `stability`; `builtin` makes by rules, without a model.' })
  provider!: string;
  @Field(() => String, { nullable: true, description: 'The model of the provider. Null where there is none or it is not known.' }) model!:
    string | null;
  @Field(() => String, { nullable: true, description: 'The prompt that a picture was made from. Null where there was none.' }) prompt!:
    string | null;
  @Field(() => String, { nullable: true, description: 'The seed that a picture was made with. Null where the provider takes none.' })
  seed!: string | null;
  @Field(() => String, { nullable: true, description: 'The voice that speaks, as in `voices`. Null for pictures and music.' }) voice!:
    string | null;
  @Field(() => String, {
    nullable: true,
    description: 'The terms under which the part may be used, as its maker states them. Null where they are unknown.',
  })
  licence!: string | null;
  @Field(() => ProviderChargeType, {
    nullable: true,
    description: 'What the provider charged when the part was made; a part that is reused is charged once. Null where nothing was charged.',
  })
  cost!: ProviderChargeType | null;
  @Field(() => AttributionType, {
    nullable: true,
    description: 'Whom a stock picture is by, and on which terms. Null for everything else.',
  })
  attribution?: AttributionType | undefined;
  @Field(() => ID, { nullable: true, description: 'The id of the scene of a film that the part belongs to. Null for all other parts.' })
  sceneId?: string | undefined;
}

@ObjectType('AssetProvenance', { description: 'How an asset was made, and by whom.' })
export class AssetProvenanceType {
  @Field(() => DigitalSourceTypeEnum, {
    nullable: true,
    description: 'Which share of the asset a trained model made. Null when it made none.',
  })
  sourceType!: SourceType | null;
  @Field(() => [AssetOriginType], {
    description:
      'What made each part: of a film the picture and the voice of every scene, and the music. An own picture or recording that no model made has no part.',
  })
  parts!: readonly AssetOriginType[];
}
