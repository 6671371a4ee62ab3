import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { HorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler';
import { Job } from 'kubernetes-models/batch/v1/Job';
import { ConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { Namespace } from 'kubernetes-models/v1/Namespace';
import { Secret } from 'kubernetes-models/v1/Secret';
import { Service } from 'kubernetes-models/v1/Service';
import { Ingress } from 'kubernetes-models/networking.k8s.io/v1/Ingress';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { environmentVariables, readConfig } from '../../../src/app/config.ts';
import { METRICS } from '../../../src/platform/metrics/metric-definitions.ts';

const folder = resolve(import.meta.dirname, '../../../deploy/kubernetes');

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly [field: string]: unknown;
}

const manifests = globSync('*.yaml', { cwd: folder }).flatMap((file) =>
  parseAllDocuments(readFileSync(join(folder, file), 'utf8')).map((document) => document.toJS() as Manifest),
);

/** Models of Kubernetes, whose `validate` throws for a missing field and a wrong type. Unknown fields pass. */
const MODELS: Readonly<Record<string, new (data: never) => { validate(): void }>> = {
  'apps/v1 Deployment': Deployment,
  'autoscaling/v2 HorizontalPodAutoscaler': HorizontalPodAutoscaler,
  'batch/v1 Job': Job,
  'v1 ConfigMap': ConfigMap,
  'v1 Namespace': Namespace,
  'v1 Secret': Secret,
  'v1 Service': Service,
  'networking.k8s.io/v1 Ingress': Ingress,
  'policy/v1 PodDisruptionBudget': PodDisruptionBudget,
};

function validate(manifest: Manifest): void {
  const Model = MODELS[`${manifest.apiVersion} ${manifest.kind}`];
  if (!Model) throw new Error(`no model of ${manifest.apiVersion} ${manifest.kind}`);
  new Model(manifest as never).validate();
}

interface Pod {
  readonly terminationGracePeriodSeconds?: number;
  readonly securityContext: object;
  readonly containers: readonly {
    readonly args: readonly string[];
    readonly image: string;
    readonly ports?: readonly { readonly name: string; readonly containerPort: number }[];
    readonly env?: readonly { readonly name: string }[];
    readonly envFrom: readonly Readonly<Record<string, { readonly name: string }>>[];
    readonly securityContext: object;
    readonly livenessProbe?: { readonly httpGet: { readonly path: string; readonly port: string } };
    readonly readinessProbe?: { readonly httpGet: { readonly path: string; readonly port: string } };
  }[];
}

const named = (kind: string, name: string): Manifest => {
  const found = manifests.find((one) => one.kind === kind && one.metadata.name === name);
  if (!found) throw new Error(`There is no ${kind} ${name}.`);
  return found;
};
const podOf = (kind: string, name: string): Pod => (named(kind, name)['spec'] as { template: { spec: Pod } }).template.spec;

const PODS = {
  api: podOf('Deployment', 'reelwright-api'),
  worker: podOf('Deployment', 'reelwright-worker'),
  migrate: podOf('Job', 'reelwright-migrate'),
};
const containerOf = (pod: Pod) => pod.containers[0]!;
const data = (kind: string, name: string): Record<string, string> => ({
  ...(named(kind, name)['data'] as object),
  ...(named(kind, name)['stringData'] as object),
});
const filled = (values: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      name === 'ENCRYPTION_KEY' ? Buffer.alloc(32).toString('base64') : value.replace('REPLACE', 'x'.repeat(32)),
    ]),
  );

describe('the manifests for Kubernetes', () => {
  test.each(manifests.map((manifest) => [`${manifest.kind} ${manifest.metadata.name}`, manifest] as const))(
    '%s is valid',
    (_, manifest) => {
      expect(() => validate(manifest)).not.toThrow();
      if (manifest.kind !== 'Namespace') expect(manifest.metadata.namespace).toBe('reelwright');
    },
  );

  test('would not be with a value of a wrong type, or without a field that Kubernetes needs', () => {
    const deployment = named('Deployment', 'reelwright-api');
    expect(() => validate({ ...deployment, spec: { ...(deployment['spec'] as object), replicas: 'two' } })).toThrow();
    expect(() => validate({ ...deployment, spec: { replicas: 2 } })).toThrow();
  });

  test('give every process what it demands in production, and the owner of the tables to the migration only', () => {
    for (const [name, pod] of Object.entries(PODS)) {
      const { envFrom, env = [], args } = containerOf(pod);
      const given = Object.assign(
        {},
        ...envFrom.map((from) => data(from['configMapRef'] ? 'ConfigMap' : 'Secret', Object.values(from)[0]!.name)),
      ) as Record<string, string>;
      const known = new Set(environmentVariables.map((variable) => variable.name));
      expect([...Object.keys(given), ...env.map((one) => one.name)].filter((variable) => !known.has(variable))).toEqual([]);
      const config = readConfig(filled(given));
      expect({ production: config.production, owner: config.databaseOwnerUrl !== undefined }).toEqual({
        production: true,
        owner: name === 'migrate',
      });
      expect(args[0]).toBe(name);
    }
  });

  test('run one image, as no root, with a root folder that nobody can change', () => {
    expect(new Set(Object.values(PODS).map((pod) => containerOf(pod).image)).size).toBe(1);
    for (const pod of Object.values(PODS)) {
      expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } });
      expect(containerOf(pod).securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
    }
  });

  test('wait longer for the end of a pod than it may take', () => {
    const config = readConfig(filled({ ...data('ConfigMap', 'reelwright'), ...data('Secret', 'reelwright') }));
    expect(PODS.api.terminationGracePeriodSeconds).toBeGreaterThan(config.drainSeconds + config.operationSeconds);
    expect(PODS.worker.terminationGracePeriodSeconds).toBeGreaterThan(10);
  });

  test('probe what the processes serve, on their ports', () => {
    const settings = data('ConfigMap', 'reelwright');
    expect(containerOf(PODS.api).ports).toEqual([{ name: 'http', containerPort: Number(settings['PORT']) }]);
    expect(containerOf(PODS.worker).ports).toEqual([{ name: 'metrics', containerPort: Number(settings['WORKER_PORT']) }]);
    expect(containerOf(PODS.api).livenessProbe?.httpGet).toEqual({ path: '/healthz', port: 'http' });
    expect(containerOf(PODS.api).readinessProbe?.httpGet).toEqual({ path: '/readyz', port: 'http' });
    expect(containerOf(PODS.worker).livenessProbe?.httpGet).toEqual({ path: '/healthz', port: 'metrics' });
  });

  test('scale workers by a metric that there is, with labels that it has', () => {
    const { metrics } = named('HorizontalPodAutoscaler', 'reelwright-worker')['spec'] as {
      metrics: { external?: { metric: { name: string; selector: { matchLabels: Record<string, string> } } } }[];
    };
    const { name, selector } = metrics.find((one) => one.external)!.external!.metric;
    expect(METRICS).toHaveProperty(name);
    expect(selector.matchLabels).toEqual({ queue: 'JOBS', state: 'QUEUED' });
  });
});
