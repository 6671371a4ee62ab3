import { ValidateBy } from 'class-validator';
import { textFault } from '../../text/text-fault.ts';

/** A field with one visible line of text, such as a name, with at most `max` characters. */
export const OneLine = (max: number): PropertyDecorator => {
  const fault = (value: unknown): string | undefined => (typeof value === 'string' ? textFault(value, { max }) : 'Must be a text.');
  return ValidateBy({
    name: 'oneLine',
    validator: { validate: (value) => fault(value) === undefined, defaultMessage: (given) => fault(given?.value) ?? '' },
  });
};
