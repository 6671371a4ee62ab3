/**
 * The results of concurrent work. Waits until all of it has ended, also after a failure, so that nothing uses a folder or a connection that
 * the caller has closed. Rejects with the first failure in the order of the list.
 */
export async function settleAll<Work extends readonly unknown[]>(
  work: Work,
): Promise<{ -readonly [Index in keyof Work]: Awaited<Work[Index]> }> {
  await Promise.allSettled(work);
  return Promise.all(work);
}
