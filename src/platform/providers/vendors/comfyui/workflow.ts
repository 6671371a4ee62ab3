import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { notSetUp } from '../vendor-failures.ts';

/** A workflow in ComfyUI's API format, which has nodes by id. (The format that its page saves has a list of nodes.) */
const workflow = z.record(z.string(), z.looseObject({ class_type: z.string(), inputs: z.record(z.string(), z.unknown()) }));
export type Workflow = z.infer<typeof workflow>;

export interface Placeholders {
  readonly prompt: string;
  readonly negative: string;
  readonly seed: number;
  readonly width: number;
  readonly height: number;
  /** Of clips alone. */
  readonly frames?: number;
  readonly fps?: number;
}

/** The frame rate of clips, which many models for clips are trained on. */
export const WORKFLOW_FPS = 24;

/** Reads a workflow. Only the operator may provide one, because nodes read files and run code. @throws Failure NOT_CONFIGURED */
export async function readWorkflow(path: string): Promise<Workflow> {
  try {
    return workflow.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    throw Object.assign(notSetUp('ComfyUI'), { cause: error });
  }
}

/**
 * Replaces `{{prompt}}`, `{{negative}}`, `{{seed}}`, `{{width}}`, `{{height}}`, `{{frames}}` and `{{fps}}` in the parsed values, never in the text of the file, so
 * that words with quotes cannot change the workflow. A value that consists of one placeholder gets the type of its replacement.
 */
export function filledWorkflow(nodes: Workflow, values: Placeholders): Workflow {
  return Object.fromEntries(
    Object.entries(nodes).map(([id, node]) => {
      const inputs = Object.fromEntries(Object.entries(node.inputs).map(([name, value]) => [name, filled(value, values)]));
      return [id, { ...node, inputs }];
    }),
  );
}

function filled(value: unknown, values: Placeholders): unknown {
  if (Array.isArray(value)) return value.map((one: unknown) => filled(one, values));
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, filled(one, values)]));
  }
  if (typeof value !== 'string') return value;
  const [, alone] = /^\{\{(\w+)\}\}$/.exec(value) ?? [];
  const known = (name: string): name is keyof Placeholders => Object.hasOwn(values, name);
  if (alone && known(alone)) return values[alone];
  return value.replaceAll(/\{\{(\w+)\}\}/g, (whole, name: string) => (known(name) ? String(values[name]) : whole));
}
