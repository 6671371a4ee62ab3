/** The selected fields of an object, by name. Plain data, so that readers do not depend on GraphQL. */
export interface Selection {
  readonly [field: string]: SelectedField | undefined;
}

/** One selected field. */
export interface SelectedField {
  /** The field's arguments with defaults; undefined when it is selected more than once with different arguments. */
  readonly args: Readonly<Record<string, unknown>> | undefined;
  /** Its selected subfields; empty for a scalar. */
  readonly subfields: Selection;
}

/** The union of several selections. */
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

/** The selection of a connection's items. */
export const ofNodes = ({ nodes, edges }: Selection): Selection => merged([nodes?.subfields, edges?.subfields['node']?.subfields]);
