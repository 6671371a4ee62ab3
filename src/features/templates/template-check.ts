import { Complaints } from '../../kernel/complaints.ts';
import { textFault } from '../../platform/text/text-fault.ts';
import { NAME_RULE, VARIABLE_NAME, parseText } from './template-text.ts';
import { MAX_VALUE_LENGTH, checkValue } from './template-values.ts';
import type { TemplateTarget, TemplateVariable, VariableType } from './template.states.ts';

const MAX_NAME_LENGTH = 100;
const MAX_DESCRIPTION_LENGTH = 500;
/** Maximum characters: those of the prompt or the script that the text becomes. */
const MAX_TEXT_LENGTH: Readonly<Record<TemplateTarget, number>> = { PROMPT: 4_000, SCRIPT: 20_000 };
const MAX_VARIABLES = 50;
const MAX_VARIABLE_DESCRIPTION_LENGTH = 200;
const MAX_VALUES = 50;
const MAX_ENUM_VALUE_LENGTH = 200;

/** A variable as a client declares it. A default for a NUMBER is written as in JSON. */
export interface GivenVariable {
  readonly name: string;
  readonly type: VariableType;
  readonly description?: string | null | undefined;
  readonly required?: boolean | null | undefined;
  readonly default?: string | null | undefined;
  readonly values?: readonly string[] | null | undefined;
}

/** The fields of a whole template: a new one, or an existing one with its changes. */
export interface GivenTemplate {
  readonly name: string;
  readonly description?: string | null | undefined;
  readonly writes: TemplateTarget;
  readonly text: string;
  readonly variables: readonly GivenVariable[];
}

export interface CheckedTemplate {
  readonly name: string;
  readonly description: string | null;
  readonly writes: TemplateTarget;
  readonly text: string;
  readonly variables: readonly TemplateVariable[];
}

/** Checks a template and returns it as it is stored. @throws ReelwrightError BAD_USER_INPUT that names every invalid field */
export function checkTemplate(given: GivenTemplate): CheckedTemplate {
  const complaints = new Complaints();
  const complain = (path: string, fault: string | undefined): void => void (fault !== undefined && complaints.add(path, fault));
  const { name, description, writes, text } = given;
  complain('input.name', textFault(name, { max: MAX_NAME_LENGTH }));
  complain('input.description', textFault(description ?? '', { max: MAX_DESCRIPTION_LENGTH, lines: true, mayBeEmpty: true }));
  complain('input.text', textFault(text, { max: MAX_TEXT_LENGTH[writes], lines: true }));
  const variables = given.variables.slice(0, MAX_VARIABLES).map((variable, index) => {
    const path = `input.variables.${index}`;
    const isDouble = given.variables.findIndex((one) => one.name === variable.name) < index;
    if (isDouble) complaints.add(`${path}.name`, `Is declared twice: ${variable.name}.`);
    return checkVariable(variable, path, complain);
  });
  if (given.variables.length > MAX_VARIABLES) complaints.add('input.variables', `At most ${MAX_VARIABLES} variables are allowed.`);
  else checkPlaceholders(text, variables, complain);
  complaints.throwIfAny();
  return { ...asRow(name, description), writes, text, variables };
}

type Complain = (path: string, fault: string | undefined) => void;

const asRow = (name: string, description: string | null | undefined) => ({
  name: name.normalize('NFC').trim(),
  description: description?.normalize('NFC').trim() || null,
});

function checkVariable(given: GivenVariable, path: string, complain: Complain): TemplateVariable {
  const { name, type } = given;
  const values = given.values ?? [];
  const variable = { name, type, values, required: given.required ?? false, description: given.description ?? null };
  if (!VARIABLE_NAME.test(name)) {
    complain(`${path}.name`, `Must have ${NAME_RULE}.`);
  }
  const rules = { max: MAX_VARIABLE_DESCRIPTION_LENGTH, lines: true, mayBeEmpty: true };
  complain(`${path}.description`, textFault(given.description ?? '', rules));
  complain(`${path}.values`, valuesFault(type, values));
  if (given.default == null) return { ...variable, default: null };
  if (variable.required) complain(`${path}.default`, 'A required variable has no default. Remove one of both.');
  const checked = checkValue(variable, type === 'NUMBER' ? numberOf(given.default) : given.default);
  if ('text' in checked) return { ...variable, default: checked.text };
  complain(`${path}.default`, checked.fault);
  return { ...variable, default: null };
}

function valuesFault(type: VariableType, values: readonly string[]): string | undefined {
  if (type !== 'ENUM') return values.length > 0 ? 'Only a variable of the type ENUM has values.' : undefined;
  if (values.length === 0 || values.length > MAX_VALUES) return `An ENUM must have 1 to ${MAX_VALUES} values.`;
  if (new Set(values).size < values.length) return 'Must name each value once.';
  return values
    .map((value) => textFault(value, { max: Math.min(MAX_ENUM_VALUE_LENGTH, MAX_VALUE_LENGTH) }))
    .find((fault) => fault !== undefined);
}

/** Complains about placeholders that are not declared, and declared variables that are not used. */
function checkPlaceholders(text: string, variables: readonly TemplateVariable[], complain: Complain): void {
  const parsed = parseText(text);
  for (const fault of parsed.faults.slice(0, FAULTS_SHOWN)) complain('input.text', fault);
  if (parsed.faults.length > 0) return;
  const names = new Set(variables.map(({ name }) => name));
  for (const name of parsed.variables.filter((one) => !names.has(one)).slice(0, FAULTS_SHOWN)) {
    complain('input.text', `{{${name}}} is not declared in variables.`);
  }
  for (const [index, { name }] of variables.entries()) {
    if (!parsed.variables.includes(name)) complain(`input.variables.${index}.name`, `${name} is declared and not used in the text.`);
  }
}

/** Maximum number of problems of the text that one error names. */
const FAULTS_SHOWN = 20;

const numberOf = (text: string): number | undefined => (/^-?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined);
