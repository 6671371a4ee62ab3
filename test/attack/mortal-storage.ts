import type { Storage } from '../../src/platform/storage/storage.ts';

/** What happens to the process at a call of the store: nothing, errors from then on, or death before or after the store did its work. */
export type Fate = 'LIVE' | 'FAIL' | 'DIE_BEFORE' | 'DIE_AFTER';

export interface Mortal {
  readonly storage: Storage;
  /** Runs `operation`, whose n-th call of the store meets this fate. Resolves when it ends or dies; what died never continues. */
  run(operation: () => Promise<unknown>, fate: Fate, atCall: number): Promise<'DONE' | 'FAILED' | 'DEAD'>;
}

type Call = (...args: unknown[]) => unknown;
const never = (): Promise<never> => new Promise(() => undefined);

/**
 * A store whose user dies at a chosen call, as a process does that is killed: what it has sent is done, and nothing follows. In between two
 * calls of the store there is only the database, whose transactions are whole or not at all, so that these deaths stand for all.
 */
export function mortal(store: Storage): Mortal {
  let current: { fate: Fate; left: number; die: () => void } | undefined;
  const wrap = (target: object, method: Call): Call => {
    return async (...args) => {
      const life = current;
      const left = life ? (life.left -= 1) : 1;
      const isNow = left === 0;
      const die = (): Promise<never> => (life?.die(), never());
      if (left <= 0 && life?.fate === 'FAIL') throw new Error('the store failed');
      if (isNow && life?.fate === 'DIE_BEFORE') return die();
      const answer = await method.apply(target, args);
      return isNow && life?.fate === 'DIE_AFTER' ? die() : answer;
    };
  };
  const guard = <T extends object>(target: T, asTheyAre: readonly string[]): T =>
    new Proxy(target, {
      get: (_, name: string) => {
        const member = Reflect.get(target, name) as unknown;
        if (typeof member !== 'function') return member;
        return asTheyAre.includes(name) ? (member.bind(target) as unknown) : wrap(target, member as Call);
      },
    });
  const uploads = guard(store.uploads, ['presignPart', 'ready']);
  const storage = new Proxy(guard(store, ['list', 'ready', 'presignGet']), {
    get: (target, name: string) => (name === 'uploads' ? uploads : (Reflect.get(target, name) as unknown)),
  });
  return {
    storage,
    async run(operation, fate, atCall) {
      const death = Promise.withResolvers<'DEAD'>();
      current = { fate, left: fate === 'LIVE' ? 0 : atCall, die: () => death.resolve('DEAD') };
      try {
        return await Promise.race([operation().then(() => 'DONE' as const), death.promise]);
      } catch {
        return 'FAILED';
      } finally {
        current = undefined;
      }
    },
  };
}
