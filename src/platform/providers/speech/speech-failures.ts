import { Failure } from '../../../kernel/failure.ts';

export const nothingToSpeak = (): Failure =>
  new Failure('NOTHING_TO_SPEAK', 'The text has no words that can be spoken.', {
    category: 'USER_INPUT',
    retryable: false,
    hint: 'Write at least one word; emoji and punctuation alone have no sound.',
  });
