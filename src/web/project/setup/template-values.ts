import type { SetupChoicesQuery } from './setup.generated.ts';

type Workspace = NonNullable<SetupChoicesQuery['workspace']>;
export type Template = Workspace['promptTemplates']['nodes'][number];
export type Values = Readonly<Record<string, string>>;

/** The values of variables as a form shows them. */
export function textsOf(variables: unknown): Values {
  if (typeof variables !== 'object' || variables === null) return {};
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, String(value ?? '')]));
}

/** The values that a template takes: numbers as numbers, and none for empty fields. */
export function valuesOf({ variables }: Pick<Template, 'variables'>, texts: Values): Readonly<Record<string, string | number>> {
  const given = variables.map(({ name, type }) => {
    const text = texts[name]?.trim() ?? '';
    const number = Number(text);
    // What is no number is sent as it is, and the server says what it accepts.
    return [name, type === 'NUMBER' && text !== '' && Number.isFinite(number) ? number : text] as const;
  });
  return Object.fromEntries(given.filter(([, value]) => value !== ''));
}
