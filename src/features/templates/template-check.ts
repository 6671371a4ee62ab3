import { Complaints } from '../../kernel/complaints.ts';
import { textFault } from '../../platform/text/text-fault.ts';
import { NAME_RULE, VARIABLE_NAME, parseText } from './template-text.ts';
import { VALUE_AT_MOST, checkValue } from './template-values.ts';
import type { TemplateTarget, TemplateVariable, VariableType } from './template.states.ts';

const NAME_AT_MOST = 100;
const DESCRIPTION_AT_MOST = 500;
/** As long as the prompt or the script that it becomes. */
const TEXT_AT_MOST: Readonly<Record<TemplateTarget, number>> = { PROMPT: 4_000, SCRIPT: 20_000 };
const VARIABLES_AT_MOST = 50;
const VARIABLE_DESCRIPTION_AT_MOST = 200;
const VALUES_AT_MOST = 50;
const ENUM_VALUE_AT_MOST = 200;

/** A variable as a client declares it. A default for a NUMBER is written as in JSON. */
export interface GivenVariable {
  readonly name: string;
  readonly type: VariableType;
  readonly description?: string | null | undefined;
  readonly required?: boolean | null | undefined;
  readonly default?: string | null | undefined;
  readonly values?: readonly string[] | null | undefined;
}

/** A whole template: a new one, or an existing one with its changes. */
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

/** The template as it is stored. @throws ReelwrightError BAD_USER_INPUT naming every invalid field */
export function checkTemplate(given: GivenTemplate): CheckedTemplate {
  const complaints = new Complaints();
  const complain = (path: string, fault: string | undefined): void => void (fault !== undefined && complaints.add(path, fault));
  const { name, description, writes, text } = given;
  complain('input.name', textFault(name, { max: NAME_AT_MOST }));
  complain('input.description', textFault(description ?? '', { max: DESCRIPTION_AT_MOST, lines: true, mayBeEmpty: true }));
  complain('input.text', textFault(text, { max: TEXT_AT_MOST[writes], lines: true }));
  const variables = given.variables.slice(0, VARIABLES_AT_MOST).map((variable, index) => {
    const path = `input.variables.${index}`;
    const isDouble = given.variables.findIndex((one) => one.name === variable.name) < index;
    if (isDouble) complaints.add(`${path}.name`, `Is declared twice: ${variable.name}.`);
    return checkVariable(variable, path, complain);
  });
  if (given.variables.length > VARIABLES_AT_MOST) complaints.add('input.variables', `At most ${VARIABLES_AT_MOST} variables are allowed.`);
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
  const rules = { max: VARIABLE_DESCRIPTION_AT_MOST, lines: true, mayBeEmpty: true };
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
  if (values.length === 0 || values.length > VALUES_AT_MOST) return `An ENUM must have 1 to ${VALUES_AT_MOST} values.`;
  if (new Set(values).size < values.length) return 'Must name each value once.';
  return values.map((value) => textFault(value, { max: Math.min(ENUM_VALUE_AT_MOST, VALUE_AT_MOST) })).find((fault) => fault !== undefined);
}

/** Every placeholder is declared, and every declared variable is used. */
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

/** Problems of the text that one answer names. */
const FAULTS_SHOWN = 20;

const numberOf = (text: string): number | undefined => (/^-?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined);
