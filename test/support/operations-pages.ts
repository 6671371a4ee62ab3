import { readFileSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';

const FOLDER = resolve(import.meta.dirname, '../../docs/operations');

export const RULES_FILE = resolve(FOLDER, 'alerts.yml');

interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  readonly annotations: { readonly summary: string; readonly runbook_url: string };
}

export const alertRules: readonly AlertRule[] = (
  parse(readFileSync(RULES_FILE, 'utf8')) as { readonly groups: readonly { readonly rules: readonly AlertRule[] }[] }
).groups.flatMap(({ rules }) => rules);

/** Tests of the rules for promtool, where RULES_FILE stands for the file of the rules. */
export const ALERT_TESTS_FILE = resolve(import.meta.dirname, 'alerts.promtool.yml');

interface AlertTest {
  readonly alertname: string;
  readonly exp_alerts: readonly object[];
}

export const alertTests: readonly AlertTest[] = (
  parse(readFileSync(ALERT_TESTS_FILE, 'utf8')) as { readonly tests: readonly { readonly alert_rule_test: readonly AlertTest[] }[] }
).tests.flatMap(({ alert_rule_test: cases }) => cases);

interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly panels: readonly {
    readonly title: string;
    readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
    readonly fieldConfig: { readonly defaults: { readonly unit: string } };
    readonly targets: readonly { readonly expr: string; readonly legendFormat: string }[];
  }[];
}

export const dashboards: readonly Dashboard[] = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.json'))
  .map((name) => JSON.parse(readFileSync(resolve(FOLDER, name), 'utf8')) as Dashboard);

/** Every query of dashboards and rules, with the place where it is. */
export const queries: readonly { readonly place: string; readonly expr: string }[] = [
  ...dashboards.flatMap(({ uid, panels }) =>
    panels.flatMap(({ title, targets }) => targets.map(({ expr }) => ({ place: `${uid}: ${title}`, expr }))),
  ),
  ...alertRules.map(({ alert, expr }) => ({ place: `alert ${alert}`, expr })),
];

export const runbook = (): string => readFileSync(resolve(FOLDER, 'runbook.md'), 'utf8');
