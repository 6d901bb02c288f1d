import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { diskTree } from '../../src/io/disk-tree.ts';
import { pathProblem } from '../../src/io/path-problem.ts';
import { openProjects, type OpenedProjects } from '../../src/layouts/open-projects.ts';

let cwd = '';
beforeEach(() => {
  cwd = realpathSync(mkdtempSync(join(tmpdir(), 'sqlsafe-')));
});
afterEach(() => {
  rmSync(cwd, { recursive: true });
});

const write = (name: string, text = 'SELECT 1;\n'): string => {
  const path = join(cwd, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
};
const open = (paths: readonly string[] = ['.'], maxFileSize = 2 ** 20, from = cwd): OpenedProjects =>
  openProjects(diskTree({ cwd: from, maxFileSize }), paths, { dialect: 'postgresql' });
const files = ({ projects }: OpenedProjects): string[] =>
  projects.flatMap(({ migrations }) => migrations.filter((m) => m.selected).flatMap(({ up }) => up.map(({ file }) => file.path)));
const codes = ({ problems }: OpenedProjects): string[] => problems.map(({ code, file }) => `${code} ${file ?? ''}`.trim());

test('files and folders are shown relative to where we stand, others in full', () => {
  write('m/1.sql');
  write('m/2.sql');
  expect(files(open(['m']))).toEqual(['m/1.sql', 'm/2.sql']);
  expect(files(open(['./m//2.sql', join(cwd, 'm/1.sql')]))).toEqual(['m/1.sql', 'm/2.sql']);
  expect(files(open(['1.sql', '../m/1.sql'], 2 ** 20, join(cwd, 'm')))).toEqual(['1.sql']);
  expect(files(open([join(cwd, 'm/1.sql')], 2 ** 20, join(cwd, 'elsewhere')))).toEqual([join(cwd, 'm/1.sql')]);
});

test('packages and repositories inside are not looked into', () => {
  write('1.sql');
  write('node_modules/x/1.sql');
  write('.git/1.sql');
  expect(files(open())).toEqual(['1.sql']);
});

test('pipes, sockets and devices are refused without waiting for them', async () => {
  write('m/1.sql');
  execFileSync('mkfifo', [join(cwd, 'm/2.sql')]);
  const server = createServer();
  await new Promise<void>((done) => void server.listen(join(cwd, 'm/3.sql'), done));
  const opened = open(['m']);
  expect([files(opened), codes(opened)]).toEqual([['m/1.sql'], ['path-not-regular m/2.sql', 'path-not-regular m/3.sql']]);
  expect(codes(open(['m/2.sql', '/dev/null']))).toEqual(['path-not-regular m/2.sql', 'path-not-regular /dev/null']);
  await new Promise((done) => void server.close(done));
});

test('a folder may be called x.sql', () => {
  write('m/x.sql/1.sql');
  expect(files(open(['m']))).toEqual(['m/x.sql/1.sql']);
  mkdirSync(join(cwd, 'empty.sql'));
  expect(codes(open(['empty.sql']))).toEqual(['nothing-matched']);
});

test('links: inside they are followed, outside and in a circle they are refused, folders are named', () => {
  write('here/1.sql');
  write('outside/9.sql');
  symlinkSync('1.sql', join(cwd, 'here/2.sql'));
  symlinkSync('../outside/9.sql', join(cwd, 'here/3.sql'));
  symlinkSync('4.sql', join(cwd, 'here/4.sql'));
  symlinkSync('gone.sql', join(cwd, 'here/5.sql'));
  symlinkSync('.', join(cwd, 'here/round'));
  const opened = open(['.'], 2 ** 20, join(cwd, 'here'));
  expect(files(opened)).toEqual(['1.sql', '2.sql']);
  expect(codes(opened)).toEqual(['path-link-outside 3.sql', 'path-link-loop 4.sql', 'path-not-found 5.sql']);
  expect(opened.skipped.map(({ path }) => path)).toEqual(['round']);
  expect(files(open(['here']))).toEqual(['here/1.sql', 'here/2.sql', 'here/3.sql']);
});

test('a link that is named outright is read', () => {
  write('outside/9.sql');
  mkdirSync(join(cwd, 'here'));
  symlinkSync('../outside/9.sql', join(cwd, 'here/3.sql'));
  expect(files(open(['3.sql'], 2 ** 20, join(cwd, 'here')))).toEqual(['3.sql']);
});

test('what can not be read is a problem of its own; the others are read', () => {
  write('1.sql');
  const long = `${'x'.repeat(300)}.sql`;
  const opened = open(['1.sql', 'gone.sql', '1.sql/2.sql', long]);
  expect([files(opened), codes(opened)]).toEqual([
    ['1.sql'],
    ['path-not-found gone.sql', 'path-not-found 1.sql/2.sql', `path-too-long ${long}`],
  ]);
});

test('a file that vanishes between listing and reading', () => {
  write('1.sql');
  write('2.sql');
  const tree = diskTree({ cwd, maxFileSize: 2 ** 20 });
  tree.list(cwd);
  rmSync(join(cwd, '2.sql'));
  const opened = openProjects(tree, ['.'], { dialect: 'postgresql' });
  expect([files(opened), codes(opened)]).toEqual([['1.sql'], ['path-not-found 2.sql']]);
});

test('answers of the system become problems, mistakes of ours do not', () => {
  const answer = (code: string): string => pathProblem(Object.assign(new Error(code), { code }), 'f.sql').code;
  expect(['EACCES', 'EPERM', 'ELOOP', 'EIO'].map(answer)).toEqual([
    'path-no-permission',
    'path-no-permission',
    'path-link-loop',
    'path-unreadable',
  ]);
  expect(() => pathProblem(new TypeError('ours'), 'f.sql')).toThrow('ours');
});

test('a file over the limit is refused before it is read', () => {
  write('1.sql');
  const large = write('2.sql');
  truncateSync(large, 2 ** 40);
  const opened = open();
  expect([files(opened), opened.findings.map(({ rule, severity, file, text }) => [rule, severity, file, text])]).toEqual([
    ['1.sql'],
    [['input-too-large', 'error', '2.sql', 'The file has 1048576.0 MB; up to 1.0 MB are read.']],
  ]);
});

test('names of any kind', () => {
  const names = ['-rf.sql', '1 \n2.sql', `3"'\`%0A.sql`, '4🙂.sql', '5$(x).sql'];
  for (const name of names) write(`m/${name}`);
  expect(files(open(['m'])).toSorted()).toEqual(names.map((name) => `m/${name}`).toSorted());
});
