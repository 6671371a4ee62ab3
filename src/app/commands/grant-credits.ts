import { z } from 'zod';
import { CreditBalanceEntity } from '../../features/billing/billing.entity.ts';
import { grantCredits } from '../../features/billing/ledger.ts';
import { WorkspaceEntity } from '../../features/workspaces/workspace/workspace.entity.ts';
import { StartError } from '../../kernel/start-error.ts';
import { openDatabase } from '../../platform/database/database.ts';
import { counted } from '../../platform/text/counted.ts';
import { readConfig } from '../config.ts';
import type { Config } from '../config.ts';
import { entities } from '../database/entities.ts';
import { commandEnvironment } from './environment.ts';

const USAGE = 'Usage: grant-credits WORKSPACE AMOUNT REASON';

const order = z.tuple([z.uuid(), z.coerce.number().int().min(1).max(1_000_000), z.string().trim().min(1).max(200)]);

/** `grant-credits WORKSPACE AMOUNT REASON`: prints the credits then available. @throws StartError */
export async function runGrantCredits(argv: readonly string[]): Promise<number> {
  const available = await grant(readConfig(commandEnvironment()), argv);
  console.log(`${counted(available, 'credit')} ${available === 1 ? 'is' : 'are'} available now.`);
  return 0;
}

async function grant({ databaseUrl: url }: Pick<Config, 'databaseUrl'>, argv: readonly string[]): Promise<number> {
  const [workspace, amount, ...words] = argv;
  const parsed = order.safeParse([workspace, amount, words.join(' ')]);
  if (!parsed.success)
    throw new StartError(`${USAGE}\n  WORKSPACE is a workspace id, AMOUNT 1 to 1,000,000 credits, REASON up to 200 characters.`);
  const [workspaceId, credits, reason] = parsed.data;
  const database = await openDatabase({ url, entities, poolSize: 1 });
  try {
    const scope = database.systemScope(AbortSignal.timeout(30_000), workspaceId);
    return await scope.tx(async (em) => {
      if (!(await em.findOne(WorkspaceEntity, { id: workspaceId }))) throw new StartError(`Workspace ${workspaceId} does not exist.`);
      await grantCredits(em, { workspaceId, credits, reason });
      const balance = await em.findOne(CreditBalanceEntity, { workspaceId });
      return balance?.available ?? 0;
    });
  } finally {
    await database.close();
  }
}
