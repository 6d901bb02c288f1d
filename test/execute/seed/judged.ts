import { judgeSeed, type JudgedSeed } from '../../../src/execute/seed/judge-seed.ts';
import { checkTree } from '../../../src/index.ts';
import { memoryTree } from '../../../src/layouts/memory-tree.ts';

/** A file of seeds as `sqlsafe seed` judges it, without a database. */
export async function judged(text: string, placeholders: Readonly<Record<string, string>> = {}): Promise<JudgedSeed> {
  const path = 'seeds/1.sql';
  const { runs } = await checkTree(
    memoryTree([{ path, text }]),
    [path],
    { layout: 'plain', transaction: 'file', keepRuns: true, statements: false, placeholders },
    { order: 'given', ownRunner: true },
  );
  const [run] = runs;
  if (run === undefined) throw new TypeError('no statement');
  return judgeSeed(run);
}
