import { enumType } from '../../../platform/graphql/types/enum.ts';
import { PRIVACIES } from './publication.states.ts';

export const PrivacyEnum = enumType(PRIVACIES, 'Privacy', 'Who can see a published film.', {
  PRIVATE: 'Only the owner of the channel and people whom they invite can see the film.',
  PUBLIC: 'Everybody can see and find the film.',
  UNLISTED: 'Everybody who has the link can see the film.',
});
