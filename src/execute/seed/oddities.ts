import { positionAt, rawOffset } from '../../model/position.ts';
import type { SectionRun } from '../../model/section-run.ts';
import type { Refusal } from './judge-seed.ts';

/** What stands in a seed and is no statement that could be sent: placeholders without a value, and psql's own commands. Pure. */
export const oddities = (run: SectionRun): readonly Refusal[] => [...unfilled(run), ...metaCommands(run)];

const unfilled = ({ section: { file } }: SectionRun): readonly Refusal[] =>
  file.edits
    .filter(({ standIn }) => standIn === true)
    .map(({ raw: { start, end } }) => {
      const placeholder = file.raw.slice(start, end);
      return {
        file: file.path,
        line: positionAt(file.raw, start).line,
        reason: `${placeholder} has no value.`,
        instead: `--placeholder ${placeholder.replaceAll(/[^\w.-]/g, '')}=…, or "placeholders" in the configuration.`,
        allowable: false,
      };
    });

/** Those that only change what psql shows. */
const HARMLESS = new Set('echo qecho warn timing pset t x a H errverbose restrict unrestrict conninfo encoding'.split(' '));
const COMMAND = /\\([A-Za-z_]+|!)/g;
const INSTEAD: Readonly<Record<string, string>> = {
  copy: 'Write the rows as INSERT … VALUES … ON CONFLICT.',
  i: 'The other file is a seed of its own: put it into the folder.',
  ir: 'The other file is a seed of its own: put it into the folder.',
  set: 'Give the value with --placeholder name=value.',
};

/** They stand between the statements. */
function metaCommands({ section: { file, span }, statements, comments }: SectionRun): readonly Refusal[] {
  if (!file.text.includes('\\')) return [];
  const known = [...statements.map(({ statement }) => statement.span), ...comments.map((comment) => comment.span)];
  return Array.from(file.text.matchAll(COMMAND)).flatMap(({ index, 0: command, 1: name = '' }) => {
    const isOutside = index < span.start || index >= span.end;
    if (isOutside || HARMLESS.has(name) || known.some(({ start, end }) => index >= start && index < end)) return [];
    return [
      {
        file: file.path,
        line: positionAt(file.raw, rawOffset(file, index)).line,
        reason: `${command} is a command of psql, and it is not psql that runs this.`,
        instead: INSTEAD[name] ?? 'Write it in SQL.',
        allowable: false,
      },
    ];
  });
}
