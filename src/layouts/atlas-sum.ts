import type { FileFinding } from '../model/finding.ts';
import { atlasHeader } from './atlas-header.ts';
import { base64, sha256 } from './hash.ts';
import { orderFinding, type Folder, type SqlFile } from './layout.ts';
import { joinPath } from './path.ts';

export const sumPath = (root: string): string => joinPath(root, 'atlas.sum');

const VERDICT = 'Atlas refuses to run while the folder and its atlas.sum differ.';
const HASHED = /^(\S.*) h1:([A-Za-z\d+/]{43}=|\S*)$/;

/** Files that `atlas.sum` lists and files that it does not, and the first that is not what it was made from. */
export function sumFindings({ tree, root, files }: Folder): FileFinding[] {
  const path = sumPath(root);
  if (tree.kind(path) !== 'file') return [];
  const listed = (tree.read(path).text ?? '').split(/\r\n|\n|\r/).flatMap((line) => {
    const [, name, sum = ''] = HASHED.exec(line) ?? [];
    return name === undefined ? [] : [{ name, sum }];
  });
  const own = new Map(files.filter(({ local }) => !local.includes('/')).map((file) => [file.local, file]));
  const names = new Set(listed.map(({ name }) => name));
  const missing = listed.filter(({ name }) => !own.has(name));
  const unlisted = [...own.values()].filter(({ local, source }) => !names.has(local) && !atlasHeader(source.text).ignored);
  const changed = firstChanged(listed, own, { tree });
  return [
    ...missing.map(({ name }) =>
      orderFinding(
        tree.display(path),
        'missing',
        'error',
        `atlas.sum lists ${name}, and there is no such file.`,
        VERDICT,
        'Bring the file back, or run `atlas migrate hash`.',
      ),
    ),
    ...unlisted.map(({ source }) =>
      orderFinding(source.path, 'unlisted', 'error', 'atlas.sum does not list it.', VERDICT, 'Run `atlas migrate hash`.'),
    ),
    ...(changed === undefined
      ? []
      : [
          orderFinding(
            changed.source.path,
            'hash',
            'error',
            'It is not what atlas.sum was made from.',
            VERDICT,
            'If it has run nowhere, run `atlas migrate hash`; else leave it as it was, and put the change into a new migration.',
          ),
        ]),
  ];
}

interface Listed {
  readonly name: string;
  readonly sum: string;
}

/**
 * Each sum is of all names and contents up to its file, so that behind the first that differs nothing is known. It is the same where files
 * that are left out (`atlas:sum ignore`) count with their names, and where they don't: Atlas has done both.
 */
function firstChanged(listed: readonly Listed[], files: ReadonlyMap<string, SqlFile>, { tree }: Pick<Folder, 'tree'>): SqlFile | undefined {
  const ignored = [...files.values()].filter(({ source }) => atlasHeader(source.text).ignored).map(({ local }) => local);
  const chains = ignored.length === 0 ? [[]] : [[], ignored];
  const firsts = chains.map((named) => firstOf(listed, files, named, tree));
  return firsts.includes(undefined) ? undefined : firsts[0];
}

function firstOf(
  listed: readonly Listed[],
  files: ReadonlyMap<string, SqlFile>,
  named: readonly string[],
  tree: Folder['tree'],
): SqlFile | undefined {
  const hash = sha256();
  let waiting = named.toSorted();
  for (const { name, sum } of listed) {
    const file = files.get(name);
    const reading = file === undefined ? undefined : tree.read(file.path);
    // Of what is not there, or not in UTF-8, the bytes are not known, and so nothing of what follows.
    if (file === undefined || reading?.text === undefined || reading.findings.some(({ rule }) => rule === 'input-encoding'))
      return undefined;
    for (const each of waiting) if (each < name) hash.update(each);
    waiting = waiting.filter((each) => each >= name);
    hash.update(name);
    hash.update(reading.hasMark === true ? `\uFEFF${file.source.raw}` : file.source.raw);
    if (sum.length === 44 && base64(hash.digest()) !== sum) return file;
  }
  return undefined;
}
