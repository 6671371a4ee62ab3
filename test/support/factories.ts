import { Faker, en } from '@faker-js/faker';

/** Seeded, so that a run that failed can be had again; each test file begins again. */
const faker = new Faker({ locale: [en], seed: 20_261_120 });

export interface NewPerson {
  readonly email: string;
  readonly password: string;
  readonly name: string;
}

export const newPerson = (): NewPerson => ({
  email: faker.internet.email({ provider: 'example.org' }).toLowerCase(),
  password: faker.internet.password({ length: 20 }),
  name: faker.person.fullName(),
});

/** A script of that many scenes, one paragraph each, with a few seconds of speech in every one. */
export const newScript = (scenes = 2, sentences = 1): string =>
  Array.from({ length: scenes }, () => Array.from({ length: sentences }, newSentence).join(' ')).join('\n\n');

/** Words that a voice speaks in two seconds or three, so that two sentences are one scene. Too many to be the same twice, which would reuse a clip. */
const newSentence = (): string =>
  `The ${faker.word.adjective()} ${faker.word.noun()} shows a ${faker.color.human()} ${faker.animal.type()}.`;

/** In the form of an id, of nothing. */
export const unknownId = (): string => faker.string.uuid();

/** 0 to `max`, both included. */
export const anyNumber = (max: number): number => faker.number.int({ min: 0, max });
