import { enumType } from '../../../platform/graphql/types/enum.ts';
import { PRIVACIES } from './publication.states.ts';

export const PrivacyEnum = enumType(PRIVACIES, 'Privacy', 'Who can watch a published film.', {
  PRIVATE: 'Only the owner of the channel, and people that the owner names there.',
  PUBLIC: 'Everybody; the film is listed and can be found.',
  UNLISTED: 'Everybody who has the link.',
});
