import type { Problem } from '../../model/problem.ts';
import type { Mirroring } from '../../execute/other-tools/mirror.ts';
import { gap } from '../../execute/other-tools/mirror.ts';
import type { OtherProject, OtherTool, TheirFile } from '../../execute/other-tools/tool.ts';
import { toolNamed, toolOf } from '../../execute/other-tools/tools.ts';
import { joinPath, pathBelow } from '../../layouts/path.ts';
import { OTHER_TOOLS, type OtherToolName } from '../../model/other-tool.ts';
import type { Look } from './look.ts';
import type { DatabaseRequest } from './request.ts';

/** Another tool, and the project's files as it would see them. */
export interface ChosenTool {
  readonly tool: OtherTool;
  readonly files: readonly TheirFile[];
}

const isName = (name: string): name is OtherToolName => (OTHER_TOOLS as readonly string[]).includes(name);

/** @param name `auto`: whose files they are */
export function chooseTool(name: string, request: DatabaseRequest, seen: Look): ChosenTool | Problem {
  const { layout } = seen.project;
  const tool = name === 'auto' ? toolOf(layout) : isName(name) ? toolNamed(name) : undefined;
  if (tool === undefined)
    return {
      code: 'tool-unknown',
      text: name === 'auto' ? `Files laid out as ${layout} are of no tool whose history is known.` : `There is no tool ${name}.`,
      hint: `Name one of ${OTHER_TOOLS.join(', ')}.`,
    };
  const files = tool.files(projectOf(request, seen));
  return 'code' in files ? files : { tool, files };
}

/** The project as files; ids and order are those of the journal. */
function projectOf({ tree }: DatabaseRequest, { project }: Look): OtherProject {
  const root = tree.resolve(project.root);
  return {
    layout: project.layout,
    files: project.migrations.flatMap(({ id, up }) => {
      const [first] = up;
      if (first === undefined) return [];
      const path = tree.resolve(first.file.path);
      const mark = tree.read(path).hasMark === true ? '\uFEFF' : '';
      return [{ id, name: first.file.path, local: pathBelow(root, path) ?? path, text: mark + first.file.raw }];
    }),
    read: (local) => {
      const path = joinPath(root, local);
      return tree.kind(path) === 'file' ? tree.read(path).text : undefined;
    },
  };
}

const APPLIED: ReadonlySet<string> = new Set(['applied', 'baselined', 'edited', 'changed']);

/**
 * The other tool whose rows a run is to write, if any.
 * @param up ids that the run applies
 */
export function mirroringFor(request: DatabaseRequest, seen: Look, up: readonly string[]): Mirroring | undefined | Problem {
  const { mirror, toolTable } = request.settings;
  if (mirror === undefined) return undefined;
  const chosen = chooseTool(mirror, request, seen);
  if ('code' in chosen) return chosen;
  const mirroring = { ...chosen, table: toolTable };
  const applied = new Set([...up, ...seen.rows.filter(({ standing }) => APPLIED.has(standing)).map(({ id }) => id)]);
  return gap(mirroring, (id) => applied.has(id)) ?? mirroring;
}
