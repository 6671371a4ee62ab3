/** One choice of a kind (a look, a transition, a voice): data only, so that every process may load them. */
export interface Option {
  /** The name that clients send. It is part of the API and never changes its meaning. */
  readonly name: string | number;
  /** For people; may be translated or reworded. */
  readonly title: string;
  /** One sentence for documentation and hover cards. */
  readonly description: string;
}

/** All choices of one kind, in the order in which they are shown. */
export class OptionList<const Entry extends Option> {
  readonly all: readonly Entry[];
  readonly names: readonly Entry['name'][];
  /** The choice when a request leaves the field out. */
  readonly fallback: Entry['name'];

  /** @throws Error at start-up when two entries have the same name, because the second one could never be chosen */
  constructor(fallback: NoInfer<Entry['name']>, all: readonly Entry[]) {
    this.all = all;
    this.names = all.map(({ name }) => name);
    this.fallback = fallback;
    if (new Set(this.names).size < all.length) throw new Error(`Duplicate name among ${this.names.join(', ')}.`);
  }

  find(name: string | number): Entry | undefined {
    return this.all.find((entry) => entry.name === name);
  }

  /** The entry of a name that was validated before. @throws Error for an unknown name */
  get(name: string | number): Entry {
    const entry = this.find(name);
    if (!entry) throw new Error(`unknown option: ${name}`);
    return entry;
  }
}

export type NameOf<List extends OptionList<Option>> = List['names'][number];

/** Joins names for descriptions and messages: `a, b or c`. */
export const oneOf = (names: readonly (string | number)[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
