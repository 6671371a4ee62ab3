import type { Template, Values } from './template-values.ts';
import { textsOf, valuesOf } from './template-values.ts';

/** What the dialog of a project changes, as the server has it. */
export interface Setup {
  readonly version: number;
  readonly presetId: string | null;
  readonly templateId: string | null;
  readonly variables: unknown;
}

/** What the form shows: empty ids for none. */
export interface SetupForm {
  readonly presetId: string;
  readonly templateId: string;
  readonly texts: Values;
}

export const formOf = ({ presetId, templateId, variables }: Setup): SetupForm => ({
  presetId: presetId ?? '',
  templateId: templateId ?? '',
  texts: textsOf(variables),
});

/** The fields of the update: those that the person changed since `opened`, so that a change of somebody else stays. */
export function changesOf(opened: Setup, form: SetupForm, template: Template | undefined) {
  const before = formOf(opened);
  const isOther = form.templateId !== before.templateId;
  const variables = template && valuesOf(template, form.texts);
  return {
    ...(form.presetId !== before.presetId && { presetId: form.presetId || null }),
    ...(isOther && { templateId: form.templateId || null }),
    ...(variables && (isOther || !isSame(variables, valuesOf(template, before.texts))) && { variables }),
  };
}

/** What the server has after a save of the form. */
export const savedSetup = (before: Setup, form: SetupForm, template: Template | undefined, version: number): Setup => ({
  version,
  presetId: form.presetId || null,
  templateId: form.templateId || null,
  variables: template ? valuesOf(template, form.texts) : before.variables,
});

/** The form after somebody else changed the project: what the person changed since `opened`, and otherwise what is there now. */
export function mergedForm(opened: Setup, form: SetupForm, now: Setup): SetupForm {
  const [before, theirs] = [formOf(opened), formOf(now)];
  const names = new Set([...Object.keys(form.texts), ...Object.keys(theirs.texts)]);
  const texts = [...names].map((name) => {
    const isMine = form.texts[name] !== before.texts[name];
    return [name, (isMine ? form : theirs).texts[name] ?? ''] as const;
  });
  return {
    presetId: form.presetId === before.presetId ? theirs.presetId : form.presetId,
    templateId: form.templateId === before.templateId ? theirs.templateId : form.templateId,
    texts: Object.fromEntries(texts),
  };
}

/** The project that the answer of a CONFLICT has. */
export function conflictingSetup(current: unknown): Setup | undefined {
  if (typeof current !== 'object' || current === null) return undefined;
  const { version, presetId, templateId, variables } = current as Readonly<Record<string, unknown>>;
  if (typeof version !== 'number') return undefined;
  const idOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);
  return { version, presetId: idOf(presetId), templateId: idOf(templateId), variables };
}

export const isSameSetup = (one: Setup, other: Setup): boolean => isSame(formOf(one), formOf(other));

const isSame = (one: object, other: object): boolean => JSON.stringify(one) === JSON.stringify(other);
