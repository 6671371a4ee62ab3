import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GuardedHttp } from '../../../src/platform/http/guarded-http.ts';
import { probePorts } from '../../attack/outbound.attack.ts';
import { makeTenant, openEngine, request, type Engine, type Tenant } from '../../support/engine.ts';

describe('ports of hosts that are not public', () => {
  test.each([
    ['refused', []],
    ['allowed by the operator', ['127.0.0.0/8']],
  ])('cannot be distinguished by any message where the address is %s', async (_, allowCidrs) => {
    const learned = await probePorts(new GuardedHttp({ allowCidrs }), 500);
    expect(Object.keys(learned)).toHaveLength(12);
    expect([...new Set(Object.values(learned))], JSON.stringify(learned, undefined, 2)).toHaveLength(1);
  });
});

describe('an intranet that is open for webhooks', () => {
  let engine: Engine;
  let tenant: Tenant;
  beforeAll(async () => {
    engine = await openEngine({ webhookAllowCidrs: ['127.0.0.0/8'], importAllowCidrs: [] });
    tenant = await makeTenant(engine);
  });
  afterAll(() => engine.close());

  test('is closed for imports, in the same words for every address', async () => {
    const { workspaceId } = tenant;
    const url = 'http://127.0.0.1:9999/film.mp4';
    const { webhook } = await request(engine, tenant.actor, (scope) => engine.webhooks.create(scope, { workspaceId, url }));
    expect(webhook).toMatchObject({ url });
    for (const refused of [url, 'http://10.0.0.1/film.mp4', 'http://[::1]:5432/film.mp4', 'http://localhost/film.mp4']) {
      const attempt = request(engine, tenant.actor, (scope) => engine.imports.importAsset(scope, { workspaceId, url: refused }));
      await expect(attempt, refused).rejects.toMatchObject({
        code: 'BAD_USER_INPUT',
        fields: [{ path: 'input.url', message: 'The host is not known, or not public.' }],
      });
    }
  });
});

describe('an intranet that is open for imports', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await openEngine({ webhookAllowCidrs: [], importAllowCidrs: ['127.0.0.0/8'] });
  });
  afterAll(() => engine.close());

  test('is closed for webhooks', async () => {
    const { workspaceId, actor } = await makeTenant(engine);
    const url = 'http://127.0.0.1:9999/hook';
    const attempt = request(engine, actor, (scope) => engine.webhooks.create(scope, { workspaceId, url }));
    await expect(attempt).rejects.toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'input.url' }] });
  });
});
