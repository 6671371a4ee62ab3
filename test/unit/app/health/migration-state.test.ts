import { expect, test } from 'vitest';
import { migrationStamp } from '../../../../src/app/database/migration-stamp.ts';
import { migrationState } from '../../../../src/app/health/platform-checks.ts';

const URL_OF_DATABASE = 'postgresql://application@127.0.0.1/reelwright';

test('the stamp of the migrations is read again after it could not be read', async () => {
  const database = { migrationStamp: async () => migrationStamp(URL_OF_DATABASE) };
  await expect(migrationState(database, 'no address')).rejects.toThrow();
  expect(await migrationState(database, URL_OF_DATABASE)).toBe('ok');
});
