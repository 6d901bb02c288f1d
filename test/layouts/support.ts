import { fileURLToPath } from 'node:url';
import { diskTree } from '../../src/io/disk-tree.ts';
import { memoryTree } from '../../src/layouts/memory-tree.ts';
import { openProjects, type OpenedProjects, type OpenOptions } from '../../src/layouts/open-projects.ts';
import type { Project, Section } from '../../src/model/migration.ts';

/** Opens texts by path; all of them are asked for unless `paths` says which. */
export function open(
  texts: Readonly<Record<string, string>>,
  options: Partial<OpenOptions> = {},
  paths: readonly string[] = ['.'],
): OpenedProjects {
  const files = Object.entries(texts).map(([path, text]) => ({ path, text }));
  return openProjects(memoryTree(files), paths, { dialect: 'postgresql', ...options });
}

const part = ({ file, span, transaction }: Section, root: string): string => {
  const name = file.path.startsWith(`${root}/`) ? file.path.slice(root.length + 1) : file.path;
  const all = span.start === 0 && span.end === file.text.length;
  const line = (offset: number): number => file.text.slice(0, offset).split('\n').length;
  return `${name}${all ? '' : `:${line(span.start)}-${line(span.end - 1)}`} ${transaction}`;
};

/** A project as lines to compare: `id: up, up | down`, asked-for ones with a star, sections with their lines. */
export const outline = ({ root, migrations }: Project): string[] =>
  migrations.map(
    ({ id, up, down, selected }) =>
      `${selected ? '*' : ' '}${id}: ${up.map((s) => part(s, root)).join(', ')}${down.length > 0 ? ` | ${down.map((s) => part(s, root)).join(', ')}` : ''}`,
  );

/** `rule/message severity file` of every finding. */
export const said = ({ findings }: Pick<OpenedProjects, 'findings'>): string[] =>
  findings.map((f) => `${f.rule}/${f.message} ${f.severity} ${f.file}`);

/** The one project of a request. */
export function only({ projects }: OpenedProjects): Project {
  const [project, second] = projects;
  if (project === undefined || second !== undefined) throw new Error(`${projects.length} projects`);
  return project;
}

const cwd = fileURLToPath(new URL('../../fixtures/histories', import.meta.url));

/** Opens paths of the fixture histories. */
export const history = (...paths: string[]): OpenedProjects =>
  openProjects(diskTree({ cwd, maxFileSize: 2 ** 20 }), paths, { dialect: 'postgresql' });

/** Layout, root and outline of every project. */
export const projectsOf = ({ projects, problems }: OpenedProjects): unknown => [
  ...problems,
  ...projects.map((project) => [project.layout, project.root, outline(project)]),
];

/** What a layout makes of one file beside nothing else: its outline, and each misread line with its text. */
export function reading(texts: Readonly<Record<string, string>>): {
  readonly layout: string;
  readonly lines: readonly string[];
  readonly misread: readonly string[];
} {
  const opened = open(texts);
  const project = only(opened);
  const misread = opened.findings
    .filter(({ message }) => message === 'directive')
    .map(({ severity, file, range, text }) => `${severity} ${file}:${range.start.line}:${range.start.column}-${range.end.column} ${text}`);
  return { layout: project.layout, lines: outline(project), misread };
}
