import { compose } from '../../code/compose.ts';
import { interpret, type Chunk, type Interpreter } from '../../code/interpreter.ts';
import type { ParseCode } from '../../code/syntax.ts';
import type { Value } from '../../code/value.ts';
import type { FileFinding } from '../../model/finding.ts';
import type { Section } from '../../model/migration.ts';
import type { Piece, SourceFile } from '../../model/source.ts';
import { textFinding } from '../file-finding.ts';
import type { Direction, Misread, Project, Tool, ToolRun } from './tool.ts';

/** A file of code as its tool would run it. */
export interface ReadMigration {
  readonly up: readonly Section[];
  readonly down: readonly Section[];
  /** Of the class that is the migration. */
  readonly className: string | undefined;
  readonly findings: readonly FileFinding[];
}

/** Goes through a migration's `up` and `down`, and puts what they send into sections. */
export function readMigration({ path, raw }: SourceFile, project: Project, tool: Tool, parse: ParseCode): ReadMigration {
  const parsed = parse(raw, path);
  if ('problem' in parsed) return unreadable(path, raw, parsed.problem.at, `This is not code that can be read: ${parsed.problem.text}`);
  const run = tool.open(project);
  try {
    const interpreter = interpret(parsed.program, raw, run.modules, project.folder.placeholders);
    const migration = migrationIn(interpreter, run);
    if (migration === undefined) return unreadable(path, raw, 0, 'No `up` is given out here, so what this migration does is not known.');
    const runs = (['up', 'down'] as const).map((direction) => chunksOf(interpreter, migration, run, direction));
    const transactional = (['up', 'down'] as const).map((direction) => run.inTransaction(migration.members, direction));
    const { file, runs: pieces } = compose(
      path,
      raw,
      runs.map((each) => each.chunks),
      parsed.program.comments,
    );
    const sections = pieces.map((each, i) => sectionsOf(file, each, transactional[i] === true));
    const up = sections[0] ?? [];
    return {
      up: up.length > 0 ? up : [{ file, span: { start: 0, end: 0 }, transaction: 'file' }],
      down: sections[1] ?? [],
      className: migration.className,
      findings: misreadIn(path, raw, run.misread?.(migration.members)),
    };
  } catch (error) {
    // The code nests deeper than our stack.
    if (!(error instanceof RangeError)) throw error;
    return unreadable(path, raw, 0, 'The code is nested too deeply to be read.');
  }
}

interface MigrationValue {
  readonly members: ReadonlyMap<string, Value>;
  readonly self: Value;
  readonly className: string | undefined;
}

/** Exported functions, an exported object, or an exported class. */
function migrationIn({ exported, instanceOf }: Interpreter, run: ToolRun): MigrationValue | undefined {
  const at = { start: 0, end: 0 };
  if (exported.has('up'))
    return { members: exported, self: { kind: 'record', entries: new Map(exported), open: true, at }, className: undefined };
  for (const value of exported.values()) {
    if (value.kind === 'record' && value.entries.has('up')) return { members: value.entries, self: value, className: undefined };
    const own = instanceOf(value);
    if (own === undefined || !own.has('up') || value.kind !== 'class') continue;
    for (const [name, inherited] of run.inherited ?? []) if (!own.has(name)) own.set(name, inherited);
    return { members: own, self: { kind: 'record', entries: own, open: true, at: value.at }, className: value.node.id?.name };
  }
  return undefined;
}

function chunksOf(
  { machine, collect }: Interpreter,
  { members, self }: MigrationValue,
  run: ToolRun,
  direction: Direction,
): { chunks: readonly Chunk[] } {
  const method = members.get(direction);
  if (method === undefined || (method.kind === 'plain' && direction === 'down')) return { chunks: [] };
  return {
    chunks: collect(() => {
      if (method.kind === 'function') {
        machine.settle(machine.invoke(method, run.argumentsOf(direction, members, machine), method.at, self));
        run.finish?.(machine);
      } else machine.unread(method.at, `what \`${direction}\` is, is not written here`);
    }),
  };
}

/** Several statements in one call are one message to the server: without a transaction around them they have an implicit one. */
function sectionsOf(file: SourceFile, pieces: readonly Piece[], transactional: boolean): Section[] {
  const [first] = pieces;
  const last = pieces.at(-1);
  if (first === undefined || last === undefined) return [];
  if (transactional) return [{ file, span: { start: first.span.start, end: last.span.end }, transaction: 'file' }];
  const sections: { -readonly [K in keyof Section]: Section[K] }[] = [];
  for (const { span, unread } of pieces) {
    const isString = unread === undefined && /;\s*\S/.test(file.text.slice(span.start, span.end));
    const before = sections.at(-1);
    if (!isString && before?.transaction === 'statement') before.span = { start: before.span.start, end: span.end };
    else
      sections.push({
        file,
        span,
        transaction: isString ? 'string' : 'statement',
        ...(before === undefined ? {} : { continues: true as const }),
      });
  }
  return sections;
}

const misreadIn = (path: string, raw: string, misread: Misread | undefined): FileFinding[] =>
  misread === undefined
    ? []
    : [
        textFinding(path, raw, misread.at.start, misread.at.end - misread.at.start, {
          rule: 'migration-not-understood',
          message: 'directive',
          severity: 'warning',
          text: misread.text,
          why: misread.why,
          instead: { text: misread.instead, sql: null },
        }),
      ];

function unreadable(path: string, raw: string, at: number, text: string): ReadMigration {
  const file: SourceFile = { path, text: '', raw, edits: [], pieces: [] };
  return {
    up: [{ file, span: { start: 0, end: 0 }, transaction: 'file' }],
    down: [],
    className: undefined,
    findings: [
      textFinding(path, raw, at, 1, {
        rule: 'migration-not-understood',
        message: 'code',
        severity: 'error',
        text,
        why: 'What cannot be read cannot be called safe.',
      }),
    ],
  };
}
