/** What the text of a prompt template becomes: the prompt of a film, or its script. */
export const TEMPLATE_TARGETS = ['PROMPT', 'SCRIPT'] as const;
export type TemplateTarget = (typeof TEMPLATE_TARGETS)[number];

export const VARIABLE_TYPES = ['STRING', 'NUMBER', 'ENUM', 'DATE'] as const;
export type VariableType = (typeof VARIABLE_TYPES)[number];

/** A placeholder that the text of a template declares. */
export interface TemplateVariable {
  readonly name: string;
  readonly type: VariableType;
  readonly description: string | null;
  /** Whether a film must give a value; never set together with a default. */
  readonly required: boolean;
  /** The text that is inserted without a value; empty for an optional variable without a default. */
  readonly default: string | null;
  /** The accepted values of an ENUM; empty for other types. */
  readonly values: readonly string[];
}
