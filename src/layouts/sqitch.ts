import type { FileFinding } from '../model/finding.ts';
import { orderFinding, whole, type Folder, type Layout, type Ordered } from './layout.ts';
import { byCodeUnit, joinPath } from './path.ts';

interface Change {
  readonly name: string;
  /** Tags between this change and the next one. */
  readonly tags: string[];
}

/** The lines of a plan that name changes, with the tags that follow them. Source: sqitch's own manual, sqitchplan and sqitchchanges. */
function readPlan(text: string): readonly Change[] {
  const changes: Change[] = [];
  for (const line of text.split(/\r\n|\n|\r/)) {
    const word = /^[ \t]*([^\s#]+)/.exec(line)?.[1];
    // `%` is a pragma, `-name` a planned revert, which sqitch does not run.
    if (word === undefined || word.startsWith('%') || word.startsWith('-')) continue;
    if (word.startsWith('@')) changes.at(-1)?.tags.push(word);
    else changes.push({ name: word.startsWith('+') ? word.slice(1) : word, tags: [] });
  }
  return changes;
}

/** A change that is reworked later keeps its first script under the name of a tag between the two: `users@v1`. */
function scriptsOf(changes: readonly Change[], exists: (script: string) => boolean): readonly string[] {
  const nextOf = new Map<string, number>();
  const scripts: string[] = [];
  for (let i = changes.length - 1; i >= 0; i--) {
    const name = changes[i]?.name ?? '';
    const next = nextOf.get(name);
    nextOf.set(name, i);
    // Without its old script a reworked change can't be replayed; the new one stands further down.
    const script =
      next === undefined
        ? name
        : changes
            .slice(i, next)
            .flatMap(({ tags }) => tags)
            .map((tag) => name + tag)
            .find(exists);
    if (script !== undefined) scripts.push(script);
  }
  return scripts.reverse();
}

/** The order of `sqitch.plan`; psql runs the scripts, which open their own transactions. */
export const sqitch: Layout = {
  name: 'sqitch',
  detect: ({ tree, root }) => tree.kind(joinPath(root, 'sqitch.plan')) === 'file',
  fills: () => ({ psql: true }),
  order(folder: Folder): Ordered {
    const shown = folder.tree.display(joinPath(folder.root, 'sqitch.plan'));
    const plan = folder.tree.read(joinPath(folder.root, 'sqitch.plan')).text ?? '';
    const byLocal = new Map(folder.files.map((file) => [file.local, file]));
    const used = new Set<string>();
    const findings: FileFinding[] = [];
    const steps = scriptsOf(readPlan(plan), (script) => byLocal.has(`deploy/${script}.sql`)).flatMap((script) => {
      const part = (kind: 'deploy' | 'revert'): ReturnType<typeof whole>[] => {
        const file = byLocal.get(`${kind}/${script}.sql`);
        if (file === undefined || used.has(file.local)) return [];
        used.add(file.local);
        return [whole(file.source, 'statement')];
      };
      const step = { id: script, up: part('deploy'), down: part('revert') };
      if (step.up.length === 0)
        findings.push(
          orderFinding(
            shown,
            'missing',
            'error',
            `The plan lists ${script}, and there is no deploy/${script}.sql.`,
            'sqitch fails when it comes to it.',
          ),
        );
      return step.up.length + step.down.length > 0 ? [step] : [];
    });
    const left = folder.files.filter(({ local }) => !used.has(local)).toSorted((a, b) => byCodeUnit(a.local, b.local));
    for (const { local, source } of left) {
      if (local.startsWith('verify/') || local.includes('@')) continue;
      findings.push(
        orderFinding(
          source.path,
          'unlisted',
          'warning',
          'The plan does not list it.',
          'sqitch never runs it.',
          'Add it with `sqitch add`, or remove the file.',
        ),
      );
    }
    // Verify scripts only look; they are judged, and change nothing for what comes after them.
    return { steps, left: left.map(({ source }) => whole(source, 'statement')), reversible: true, findings };
  },
};
