import type { FileFinding, Severity } from '../model/finding.ts';
import type { LayoutName } from '../model/migration.ts';
import { groupBy } from './group.ts';
import { orderFinding, type Step } from './layout.ts';
import { byCodeUnit, joinPath, nameOf, parentOf } from './path.ts';
import { naturalCompare, versionKey, versionOf } from './version.ts';

/** The file that a step's findings stand on. */
export const fileOf = (step: Step): string => (step.up[0] ?? step.down[0])?.file.path ?? step.id;

const numbered = (steps: readonly Step[]): { step: Step; numbers: readonly string[]; text: string }[] =>
  steps.flatMap((step) => {
    const { numbers, text } = step.version ?? versionOf(step.id);
    return step.up.length > 0 && numbers.length > 0 ? [{ step, numbers, text }] : [];
  });

/** From so many on, one number for several files is a habit: the runner goes by the whole name, and they are no duplicates. */
const HABIT = 4;

/** Two migrations with one version. `verdict` says what the tool does about it. */
export function duplicates(steps: readonly Step[], severity: Severity, verdict: string): FileFinding[] {
  // In folders by release each folder counts for itself.
  const groups = groupBy(numbered(steps), ({ step, numbers }) => joinPath(parentOf(step.id) ?? '', versionKey(numbers)));
  const doubled = [...groups.values()].filter((group) => group.length > 1);
  if (severity === 'warning' && doubled.length >= HABIT) return [];
  return doubled.flatMap(([first, ...others]) =>
    others.map(({ step, text }) => {
      const other =
        first === undefined ? '' : nameOf(fileOf(first.step)) === nameOf(fileOf(step)) ? first.step.id : nameOf(fileOf(first.step));
      return orderFinding(
        fileOf(step),
        'duplicate',
        severity,
        `The version ${text} is taken by ${other} as well.`,
        verdict,
        'Give the newer of the two the next free number.',
      );
    }),
  );
}

/** Fewer numbers than this show no habit of counting. */
const COUNTED = 4;

/** A number left out where all others follow one another. Timestamps and numbers in tens have no gaps. */
export function gaps(steps: readonly Step[]): FileFinding[] {
  const all = numbered(steps);
  if (all.some(({ step, numbers }) => step.id.includes('/') || numbers.length !== 1 || (numbers[0] ?? '').length > 6)) return [];
  const sorted = all.map(({ step, numbers, text }) => ({ step, text, value: Number(numbers[0]) })).sort((a, b) => a.value - b.value);
  const distinct = sorted.filter(({ value }, i) => i === 0 || value !== sorted[i - 1]?.value);
  const [lowest, highest] = [distinct[0], distinct.at(-1)];
  if (lowest === undefined || highest === undefined || distinct.length < COUNTED) return [];
  const missing = highest.value - lowest.value + 1 - distinct.length;
  if (missing === 0 || missing > Math.max(1, distinct.length / 10)) return [];
  return distinct.flatMap(({ step, text, value }, i) => {
    const before = distinct[i - 1];
    if (before === undefined || value === before.value + 1) return [];
    const lost = value === before.value + 2 ? `${value - 1} is missing` : `${before.value + 1} to ${value - 1} are missing`;
    return [
      orderFinding(
        fileOf(step),
        'gap',
        'info',
        `${text} follows ${before.text}: ${lost}.`,
        'A file may have been lost in a merge or wait on another branch; where it was applied, the schema is another one than here.',
      ),
    ];
  });
}

/** Names whose order is another one by number than by name: `10_b` before `2_a`. Reported once, on the first that moves. */
export function widths(steps: readonly Step[], severity: Severity, verdict: string): FileFinding[] {
  const ids = steps.map((step) => step.id);
  const byName = [...ids].sort(byCodeUnit);
  const byNumber = [...ids].sort(naturalCompare);
  const at = byName.findIndex((id, i) => id !== byNumber[i]);
  const [name, number] = [byName[at], byNumber[at]];
  // Only numbers of different width say so; `1.2` and `1.10` in folders are versions, which no one sorts by name.
  if (name === undefined || number === undefined || name.includes('/') || !/^\D*\d/.test(name) || !/^\D*\d/.test(number)) return [];
  const step = steps.find(({ id }) => id === name);
  if (step === undefined) return [];
  return [
    orderFinding(
      fileOf(step),
      'width',
      severity,
      `${name} comes before ${number} by name, and after it by number.`,
      verdict,
      'Write all numbers with the same count of digits, or use timestamps.',
    ),
  ];
}

const AFTERWARDS = (tool: string) =>
  ({ severity: 'warning', verdict: `${tool} applies it after them: production gets another order than a new database.` }) as const;
const LATE: { readonly [L in LayoutName]: { readonly severity: Severity; readonly verdict: string } } = {
  'golang-migrate': {
    severity: 'error',
    verdict: 'golang-migrate never runs it where the later ones have been applied, and does not say so.',
  },
  goose: { severity: 'error', verdict: 'goose refuses to run while an older version is missing, unless it is given -allow-missing.' },
  flyway: { severity: 'error', verdict: 'Flyway refuses or ignores it where the later ones have been applied, unless outOfOrder is set.' },
  drizzle: { severity: 'error', verdict: 'drizzle-orm 0.x skips it silently where a later one has been applied.' },
  sqitch: { severity: 'error', verdict: 'sqitch refuses to deploy a plan whose deployed part has changed.' },
  prisma: { severity: 'warning', verdict: 'Prisma applies it after them: production gets another order than a new database.' },
  dbmate: { severity: 'warning', verdict: 'dbmate applies it after them: production gets another order than a new database.' },
  diesel: { severity: 'warning', verdict: 'diesel applies it after them: production gets another order than a new database.' },
  knex: AFTERWARDS('knex'),
  typeorm: AFTERWARDS('TypeORM'),
  sequelize: AFTERWARDS('Sequelize'),
  'mikro-orm': AFTERWARDS('MikroORM'),
  kysely: {
    severity: 'error',
    verdict: 'kysely refuses to run while an older migration is missing, unless allowUnorderedMigrations is set.',
  },
  'node-pg-migrate': { severity: 'error', verdict: 'node-pg-migrate refuses to run out of order, unless it is given --no-check-order.' },
  'sql-migrate': { severity: 'warning', verdict: 'sql-migrate applies it after them: production gets another order than a new database.' },
  sqlx: { severity: 'warning', verdict: 'sqlx applies it after them: production gets another order than a new database.' },
  supabase: {
    severity: 'error',
    verdict: 'supabase db push refuses it where the later ones have been applied, unless it is given --include-all.',
  },
  'graphile-migrate': {
    severity: 'error',
    verdict: 'graphile-migrate refuses to run: each migration names the hash of the one before it.',
  },
  hasura: { severity: 'warning', verdict: 'Hasura applies it after them: production gets another order than a new database.' },
  atlas: { severity: 'error', verdict: 'Atlas refuses to run where the later ones have been applied, unless --exec-order says otherwise.' },
  liquibase: { severity: 'warning', verdict: 'Liquibase runs it after them: production gets another order than a new database.' },
  refinery: {
    severity: 'error',
    verdict: 'refinery refuses to run where the later ones have been applied, unless its name begins with U.',
  },
  pop: { severity: 'warning', verdict: 'pop applies it after them: production gets another order than a new database.' },
  rails: { severity: 'info', verdict: 'Rails loads each dump for itself.' },
  sections: {
    severity: 'warning',
    verdict: 'Where the later ones have been applied it runs after them, or never: production gets another order than a new database.',
  },
  plain: {
    severity: 'warning',
    verdict: 'Where the later ones have been applied it runs after them, or never: production gets another order than a new database.',
  },
};

/** Migrations new in this change that stand before older ones. `added` holds paths as reports show them. */
export function additions(steps: readonly Step[], layout: LayoutName, added: ReadonlySet<string>): FileFinding[] {
  const lastOld = steps.findLastIndex((step) => step.isLast !== true && step.up.length > 0 && !added.has(fileOf(step)));
  const old = steps[lastOld];
  if (old === undefined || added.size === 0) return [];
  return steps
    .slice(0, lastOld)
    .filter((step) => added.has(fileOf(step)))
    .map((step) =>
      orderFinding(
        fileOf(step),
        'late',
        LATE[layout].severity,
        `It is new and stands before ${old.id}, which is there already.`,
        LATE[layout].verdict,
        'Give it a number or timestamp after the last one.',
      ),
    );
}
