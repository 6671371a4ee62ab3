import { ReelwrightError } from './errors.ts';
import type { FieldError } from './errors.ts';

/** Collects the problems of all fields of an input, so that a client can fix them at once. */
export class Complaints {
  readonly #fields: FieldError[] = [];

  /** Adds a problem. `path` is complete, as in `input.script`. */
  add(path: string, message: string): void {
    this.#fields.push({ path, message });
  }

  /** The messages without their paths. */
  get messages(): readonly string[] {
    return this.#fields.map(({ message }) => message);
  }

  get isEmpty(): boolean {
    return this.#fields.length === 0;
  }

  /** Throws if there is a problem. @throws ReelwrightError BAD_USER_INPUT that names every field */
  throwIfAny(): void {
    if (this.#fields.length === 0) return;
    const message = this.#fields.map((field) => `${field.path}: ${field.message}`).join(' ');
    throw new ReelwrightError('BAD_USER_INPUT', message, { fields: this.#fields });
  }
}
