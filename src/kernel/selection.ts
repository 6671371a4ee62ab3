/** What is asked for of a thing, by the names of its fields. A plain value: who reads by it knows nothing of GraphQL. */
export interface Selection {
  readonly [field: string]: SelectedField | undefined;
}

/** One field that is asked for. */
export interface SelectedField {
  /** Its arguments, with defaults; undefined when it is asked for more than once, with different ones. */
  readonly args: Readonly<Record<string, unknown>> | undefined;
  /** What is asked for inside of it; nothing for a plain value. */
  readonly subfields: Selection;
}

/** What is asked for in all of these places together. */
export const merged = (selections: readonly (Selection | undefined)[]): Selection => {
  const all: Record<string, SelectedField> = {};
  for (const selection of selections) {
    for (const [field, asked] of Object.entries(selection ?? {})) {
      const before = all[field];
      if (asked) all[field] = before ? both(before, asked) : asked;
    }
  }
  return all;
};

const both = (one: SelectedField, other: SelectedField): SelectedField => ({
  args: JSON.stringify(one.args) === JSON.stringify(other.args) ? one.args : undefined,
  subfields: merged([one.subfields, other.subfields]),
});

/** Of the items of a connection. */
export const ofNodes = ({ nodes, edges }: Selection): Selection => merged([nodes?.subfields, edges?.subfields['node']?.subfields]);
