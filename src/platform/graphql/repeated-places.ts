import { Kind } from 'graphql';
import type { DocumentNode, FragmentDefinitionNode, SelectionSetNode } from 'graphql';

/** A place of the response: a field of an object, whichever selections name it. */
interface Place {
  count: number;
  readonly fields: Map<string, Place>;
}

/** All definitions together may have so many times the selections of one. */
const TOTAL_TIMES = 10;

const newPlace = (): Place => ({ count: 0, fields: new Map() });

/**
 * How many selections name the same place of the response at most, with the content of fragments. The rule of GraphQL that they must agree
 * compares each with each, also in fragments that nothing uses, so that their number counts squared. Of each definition `most` selections are
 * counted; infinite when there are more than ten times as many in all.
 */
export function mostSelectionsOfOnePlace({ definitions }: DocumentNode, most: number): number {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const one of definitions) if (one.kind === Kind.FRAGMENT_DEFINITION) fragments.set(one.name.value, one);
  const open = new Set<string>();
  let total = TOTAL_TIMES * most;
  let left = most;
  let highest = 0;
  const count = ({ selections }: SelectionSetNode, place: Place): void => {
    for (const selection of selections) {
      total -= 1;
      left -= 1;
      if (total < 0) highest = Infinity;
      if (total < 0 || left < 0) return;
      if (selection.kind === Kind.INLINE_FRAGMENT) count(selection.selectionSet, place);
      else if (selection.kind === Kind.FRAGMENT_SPREAD) countFragment(selection.name.value, place);
      else {
        const name = (selection.alias ?? selection.name).value;
        const field = place.fields.get(name) ?? newPlace();
        place.fields.set(name, field);
        highest = Math.max(highest, (field.count += 1));
        if (selection.selectionSet) count(selection.selectionSet, field);
      }
    }
  };
  const countFragment = (name: string, place: Place): void => {
    const fragment = fragments.get(name);
    // Another rule reports a fragment inside itself.
    if (!fragment || open.has(name)) return;
    open.add(name);
    count(fragment.selectionSet, place);
    open.delete(name);
  };
  for (const one of definitions) {
    if (one.kind !== Kind.OPERATION_DEFINITION && one.kind !== Kind.FRAGMENT_DEFINITION) continue;
    left = most;
    count(one.selectionSet, newPlace());
  }
  return highest;
}
