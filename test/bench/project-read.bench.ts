import { loadavg } from 'node:os';
import { Client } from 'pg';
import { makeAsset } from '../support/assets.ts';
import { makeSignedIn, openEngine, type Engine } from '../support/engine.ts';
import { openPlanned } from '../support/planned.ts';
import { newId } from '../../src/kernel/id.ts';
import { openBenchPostgres } from './bench-postgres.ts';
import { OURS } from './report/result.ts';
import type { BenchReport } from './report/result.ts';
import { median } from './figures.ts';

const PROJECTS = 200;
const SCENES = 50;
const ROUNDS = 400;

const QUERY = `query ($id: ID!) { project(id: $id) { id name version status createdBy { id name }
  scenes { id version position narration fit motion transition focus { x y } visualAsset { id name kind status width height } voiceAsset { id name durationMs } } } }`;

/** The same answer, written by hand. */
const PLAIN = {
  name: 'plain',
  text: `select json_build_object('id', p.id, 'name', p.name, 'version', p.version, 'status', p.status,
    'createdBy', (select json_build_object('id', u.id, 'name', u.name) from users u where u.id = p.created_by),
    'scenes', (select json_agg(s) from (
      select s.id, s.version, row_number() over (order by s.order_key) - 1 as position, s.narration, s.fit, s.motion, s.transition, s.focus,
        (select json_build_object('id', a.id, 'name', a.name, 'kind', a.kind, 'status', a.status, 'width', a.width, 'height', a.height) from assets a where a.id = s.visual_asset_id) as "visualAsset",
        (select json_build_object('id', a.id, 'name', a.name, 'durationMs', a.duration_ms) from assets a where a.id = s.voice_asset_id) as "voiceAsset"
      from scenes s where s.project_id = p.id order by s.order_key) s))::text as answer from projects p where p.id = $1`,
};

/** `project(id)` with 50 scenes and their assets, beside one statement of the owner that signs nobody in. */
export async function benchProjectRead(): Promise<BenchReport> {
  const postgres = await openBenchPostgres();
  const engine = await openEngine({ urls: await postgres.clone() });
  const plain = new Client({ connectionString: engine.urls.ownerUrl });
  try {
    await plain.connect();
    const person = await makeSignedIn(engine);
    const ids = await fillProjects(engine, person.workspaceId, person.userId);
    const api = await openPlanned(engine);
    const times = { ours: [] as number[], plain: [] as number[] };
    for (let round = 0; round < ROUNDS; round += 1) {
      const id = ids[round % ids.length] ?? '';
      times.ours.push(await timeOf(() => api.withPlan(person.actor.sessionId, QUERY, { id })));
      times.plain.push(await timeOf(() => plain.query({ ...PLAIN, values: [id] })));
    }
    if (api.plannedAnswers() !== ROUNDS) throw new Error('an answer had no plan');
    // The first ones plan, compile and fill caches.
    const [ours, other] = [median(times.ours.slice(ROUNDS / 4)), median(times.plain.slice(ROUNDS / 4))];
    return {
      sentences: [
        `project(id) with ${SCENES} scenes, two assets each, among ${PROJECTS} projects: ${ours.toFixed(2)} ms in one statement with sign-in and row security; one plain statement without either: ${other.toFixed(2)} ms; ${(ours / other).toFixed(2)} times (goal: at most 1.5). Medians of ${ROUNDS} in turns; load ${loadavg()[0]?.toFixed(1)}.`,
      ],
      measures: [
        {
          id: 'P1',
          name: 'Project with 50 scenes',
          unit: 'ms',
          values: { [OURS]: ours, 'plain statement': other },
          goals: [{ atMost: 1.5, beside: 'plain statement' }],
        },
      ],
    };
  } finally {
    await plain.end();
    await engine.close();
    await postgres.stop();
  }
}

async function fillProjects(engine: Engine, workspaceId: string, userId: string): Promise<readonly string[]> {
  const [pictureId, voiceId] = [await makeAsset(engine, workspaceId), await makeAsset(engine, workspaceId, { kind: 'AUDIO' })];
  const copies = `insert into assets (id, workspace_id, kind, status, name, file_name, content_type, byte_size, storage_key)
    select uuidv7(), workspace_id, kind, status, name || i, file_name, content_type, byte_size, storage_key from assets, generate_series(1, 2000) i where id = any ($1)`;
  await engine.owner(copies, [[pictureId, voiceId]]);
  const ids = Array.from({ length: PROJECTS }, newId);
  await engine.owner(
    `insert into projects (id, workspace_id, name, language, aspect_ratio, created_by) select id, $2, 'A project', 'en', 'SQUARE_1_1', $3 from unnest($1::uuid[]) id`,
    [ids, workspaceId, userId],
  );
  await engine.owner(
    `insert into scenes (id, workspace_id, project_id, order_key, narration, focus, visual_asset_id, voice_asset_id)
     select uuidv7(), $2, p.id, 'a' || lpad(i::text, 4, '0'), repeat('words ', 20), '{"x": 0.5, "y": 0.25}', v.id, w.id
     from unnest($1::uuid[]) with ordinality p (id, n), generate_series(1, ${SCENES}) i,
       lateral (select id from assets where kind = 'IMAGE' order by id offset (p.n * 7 + i) % 2000 limit 1) v,
       lateral (select id from assets where kind = 'AUDIO' order by id offset (p.n * 5 + i) % 2000 limit 1) w`,
    [ids, workspaceId],
  );
  await engine.owner('analyze');
  return ids;
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}
