import type { Catalog, RelationId } from '../model/catalog.ts';
import type { Finding } from '../model/finding.ts';
import type { Migration } from '../model/migration.ts';
import type { Operation, OperationKind } from '../model/operation.ts';
import type { SourceFile } from '../model/source.ts';
import type { HistoryEntry, Rule } from '../rule.ts';
import { findingOf, severityOf, type RuleLevels } from './finding-of.ts';
import type { Case, JudgeOptions } from './judge.ts';
import type { Places } from './kept.ts';

type Entry = HistoryEntry<OperationKind>;

/** What the rules about the whole history asked to be shown of it. */
export interface History {
  /** Some rule asks for operations of that kind. */
  wants(kind: OperationKind): boolean;
  /** A deployment begins with this migration, or it joins the open one. */
  begin(deployment: number, migration: Migration): void;
  /** An operation took effect: `catalog` is as it left it. */
  note(each: Case, migration: Migration, catalog: Catalog): void;
  /** Asks the rules. `end`: replays what is left of the history, and yields the schema at its end. */
  finish(end: () => Catalog): readonly Said[];
  /** What was noted so far, in parts that an {@link Earlier} gives back. */
  keep(places: Places): ReadonlyMap<string, unknown>;
}

/** What was noted in an earlier run. */
export interface Earlier {
  part(name: string): unknown;
  readonly places: Places;
  readonly migrations: readonly Migration[];
}

/** A finding, and the file that it is in. */
interface Said {
  readonly file: SourceFile;
  readonly finding: Finding;
}

/**
 * undefined where no such rule is on: then nothing is noted at all.
 * @param levelsOf the severities that hold for a file
 * @param earlier to go on from
 */
export function createHistory(
  { rules, target, settings }: JudgeOptions,
  levelsOf: (path: string) => RuleLevels,
  earlier?: Earlier,
): History | undefined {
  const asking = rules.flatMap((rule) =>
    rule.checkHistory !== undefined && rule.dialects.includes(target.dialect) ? [{ rule, entries: [] as Entry[], earlier }] : [],
  );
  if (asking.length === 0) return undefined;
  const byKind = new Map<OperationKind, (typeof asking)[number][]>();
  for (const each of asking) {
    for (const kind of each.rule.on) {
      const list = byKind.get(kind);
      if (list === undefined) byKind.set(kind, [each]);
      else list.push(each);
    }
  }
  const migrations = new Map<number, Migration>();
  for (const [deployment, index] of (earlier?.part('deployments') ?? []) as Iterable<readonly [number, number]>) {
    const migration = earlier?.migrations[index];
    if (migration !== undefined) migrations.set(deployment, migration);
  }
  /** Few rules ask for what was noted of old files: it is only fetched for them. */
  const fetchEarlier = (each: (typeof asking)[number]): void => {
    const kept = each.earlier?.part(partOf(each.rule)) as Parameters<Places['entries']>[0] | undefined;
    if (kept !== undefined) each.entries = [...(each.earlier?.places.entries(kept) ?? []), ...each.entries];
    each.earlier = undefined;
  };

  return {
    wants: (kind) => byKind.has(kind),
    begin: (deployment, migration) => migrations.set(deployment, migration),
    note({ op, effects, statement, context, onlyNew }, migration, catalog) {
      const relation = relationOf(op, catalog);
      const entry: Entry = {
        op,
        effects,
        statement,
        context,
        migration,
        transaction: catalog.transaction,
        deployment: catalog.deployment,
        relation,
        index: indexMade(op, relation, catalog),
        onlyNew,
      };
      for (const { rule, entries } of byKind.get(op.kind) ?? []) if (rule.collect?.(entry) !== false) entries.push(entry);
    },
    finish(end) {
      const findings: Said[] = [];
      for (const each of asking) {
        if (!each.entries.some(({ migration }) => isJudged(migration))) continue;
        fetchEarlier(each);
        const { rule, entries } = each;
        const said = new Set<string>();
        const reports =
          rule.checkHistory?.({ entries, end, migrationOf: (deployment) => migrations.get(deployment), target, settings }) ?? [];
        for (const report of reports) {
          const { op, effects, statement, migration } = report.entry;
          if (!isJudged(migration) || (report.once !== undefined && said.has(report.once))) continue;
          if (report.once !== undefined) said.add(report.once);
          const severity = severityOf(rule, report, levelsOf(statement.file.path), false);
          if (severity !== 'off')
            findings.push({
              file: statement.file,
              finding: findingOf(rule, report, severity, { op, effects: effects.relations, statement, migration, duration: null }),
            });
        }
      }
      return findings;
    },
    keep(places) {
      asking.forEach(fetchEarlier);
      return new Map<string, unknown>([
        ['deployments', Array.from(migrations, ([deployment, { index }]) => [deployment, index])],
        ...asking.map(({ rule, entries }) => [partOf(rule), places.keepEntries(entries)] as const),
      ]);
    },
  };
}

const partOf = ({ id }: Rule): string => `noted for ${id}`;

/** Of a dump only what it defines counts. */
export const isJudged = ({ selected, baseline }: Migration): boolean => selected && baseline === undefined;

/** As it is called when the operation has taken effect. */
function relationOf(op: Operation, catalog: Catalog): RelationId | undefined {
  if (op.kind === 'rename-relation') return catalog.find({ schema: op.relation.schema, name: op.to })?.id;
  if (op.kind === 'set-schema') return catalog.find({ schema: op.to, name: op.relation.name })?.id;
  return 'table' in op && op.table !== undefined ? catalog.find(op.table)?.id : undefined;
}

/** The newest index of the table, where the operation makes one and it was not there before. */
function indexMade(op: Operation, table: RelationId | undefined, catalog: Catalog): RelationId | undefined {
  if (table === undefined || !MAKES_INDEX.has(op.kind)) return undefined;
  const newest = catalog.indexesOf(table).at(-1);
  return newest?.transaction === catalog.transaction ? newest.id : undefined;
}
const MAKES_INDEX: ReadonlySet<OperationKind> = new Set(['create-index', 'add-unique', 'add-primary-key', 'add-exclude']);
