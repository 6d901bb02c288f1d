import { structuredPatch } from 'diff';
import { visible } from '../report/visible.ts';
import type { Edit } from '../setup/drafts.ts';
import type { Plan } from '../setup/plan.ts';
import type { Surroundings } from '../setup/surroundings.ts';
import type { Terminal } from './terminal.ts';

/** What was found, a line each with what says so, and the files to be written as a diff. */
export function renderPlan(plan: Plan, { tree, git }: Surroundings, { paint }: Terminal): string {
  const shown = (path: string): string => visible(tree.display(path));
  const { migrations, dialect, version, otherVersions, config, hook, ci } = plan;
  const rows: (readonly [string, string, string])[] = [
    ...(migrations.length === 0
      ? [['migrations', 'none yet', 'SQL files that come will be judged wherever they are'] as const]
      : migrations.map(
          ({ root, layout, count }, at) =>
            [at === 0 ? 'migrations' : '', shown(root), `${layout}, ${count} migration${count === 1 ? '' : 's'}`] as const,
        )),
    ['database', dialect.value, dialect.from === undefined ? '' : `${shown(dialect.from.file)}: ${visible(dialect.from.said)}`],
    [
      'server',
      version?.version === undefined ? 'not found' : String(version.version),
      version === undefined ? 'set dbVersion in the configuration' : `${shown(version.file)}: ${visible(version.said)}`,
    ],
    ...otherVersions.map(({ file, said }) => ['', '', `another version in ${shown(file)}: ${visible(said)}`] as const),
    ['configuration', config.file === undefined ? 'none' : shown(config.file), config.isThere ? 'is there' : 'new'],
    [
      'hook',
      hook?.name ?? 'none',
      hook !== undefined ? whereOf(hook.outcome, shown) : git === undefined ? 'this folder is in no git repository' : '',
    ],
    ['CI', ci?.name ?? 'none', ci === undefined ? 'add: npx sqlsafe check --since <branch>' : whereOf(ci.outcome, shown)],
  ];
  const widths = [0, 1].map((at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  const table = rows.map(([name, value, why]) =>
    `  ${paint.faint(name.padEnd(widths[0] ?? 0))}  ${paint.strong(value.padEnd(widths[1] ?? 0))}  ${paint.faint(why)}`.trimEnd(),
  );
  return `${[...table, '', ...plan.edits.flatMap((edit) => [...renderEdit(edit, shown(edit.path), paint), ''])].join('\n')}\n`;
}

const whereOf = (
  { file, isThere }: { readonly file: string | undefined; readonly isThere: boolean },
  shown: (path: string) => string,
): string => (file === undefined ? '' : `${shown(file)}${isThere ? ', is there' : ''}`);

/** A file's change, as diff writes it. */
function renderEdit({ before, after, isExecutable }: Edit, name: string, paint: Terminal['paint']): string[] {
  const { hunks } = structuredPatch('', '', before ?? '', after, '', '', { context: 2 });
  const kind = before === undefined ? `new${isExecutable ? ', executable' : ''}` : 'changed';
  return [
    `${paint.strong(name)} ${paint.faint(`(${kind})`)}`,
    ...hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
      ...(before === undefined ? [] : [paint.place(`@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`)]),
      ...lines.map((line) => {
        const text = visible(line, '\t');
        return line.startsWith('+') ? paint.good(text) : line.startsWith('-') ? paint.error(text) : text;
      }),
    ]),
  ];
}

/** What is left to a person. */
export function renderNotes({ hook, ci, config }: Plan, next: readonly string[]): string {
  const notes = [config, hook?.outcome, ci?.outcome].flatMap((each) => each?.notes ?? []);
  return [
    ...notes.map((note) => `  note: ${visible(note)}\n`),
    ...(next.length === 0 ? [] : [`  then: ${next.map((command) => visible(command)).join(' && ')}\n`]),
  ].join('');
}
