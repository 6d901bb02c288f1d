import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SHELLS } from '../../src/cli/completion/shells.ts';
import { COMMANDS } from '../../src/cli/options.ts';
import { rules } from '../../src/index.ts';

const cli = fileURLToPath(new URL('../../dist/cli.cjs', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'sqlsafe-completion-'));
const script = (shell: string): string => join(folder, `sqlsafe.${shell}`);

beforeAll(() => {
  for (const shell of SHELLS) writeFileSync(script(shell), execFileSync(process.execPath, [cli, 'completion', shell]));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** What is typed, and all that must be offered for it. */
const CASES: readonly (readonly [typed: string, offered: readonly string[]])[] = [
  ['sqlsafe ch', ['check']],
  ['sqlsafe check --form', ['--format']],
  ['sqlsafe --layo', ['--layout']],
  ['sqlsafe check --format j', ['json', 'jsonl', 'junit']],
  ['sqlsafe -f sar', ['sarif']],
  ['sqlsafe explain create-index-b', ['create-index-blocking']],
  ['sqlsafe check --only drop-table', ['drop-table-breaking']],
  ['sqlsafe check --layout go', ['golang-migrate', 'goose']],
  ['sqlsafe init --hook l', ['lefthook', 'lint-staged']],
  ['sqlsafe schema co', ['config']],
  ['sqlsafe completion f', ['fish']],
];

/** Is a shell here? One that is not is told, and where all must be tested it is a failure. */
function has(shell: string): boolean {
  const isHere = spawnSync(shell, ['--version']).error === undefined;
  if (!isHere) console.log(`${shell} is not installed: its completion is not tried here`);
  expect(isHere || process.env['CI'] === undefined, `${shell} must be there under CI`).toBe(true);
  return isHere;
}

test('bash', () => {
  const lines = CASES.map(
    ([typed]) => `COMP_WORDS=(${typed}); COMP_CWORD=$((\${#COMP_WORDS[@]}-1)); _sqlsafe; echo "\${COMPREPLY[*]}"`,
  ).join('\n');
  const output = execFileSync('bash', ['--norc', '-c', `set -u; source '${script('bash')}'\n${lines}`], { encoding: 'utf8' });
  expect(output.trimEnd().split('\n')).toEqual(CASES.map(([, offered]) => offered.join(' ')));
});

test('bash: a flag and its value in one word, and files', () => {
  const run = (words: string) =>
    execFileSync(
      'bash',
      [
        '--norc',
        '-c',
        `source '${script('bash')}'; COMP_WORDS=(${words}); COMP_CWORD=$((\${#COMP_WORDS[@]}-1)); _sqlsafe; echo "\${COMPREPLY[*]}"`,
      ],
      {
        cwd: folder,
        encoding: 'utf8',
      },
    ).trim();
  expect(run('sqlsafe check --format = gitl')).toBe('gitlab');
  expect(run('sqlsafe check --rule drop-table')).toBe('drop-table-breaking=');
});

test('fish', () => {
  if (!has('fish')) return;
  for (const [typed, offered] of CASES) {
    const lines = execFileSync('fish', ['--no-config', '-c', `source '${script('fish')}'; complete -C '${typed}'`], {
      cwd: folder,
      encoding: 'utf8',
    });
    const found = lines
      .trim()
      .split('\n')
      .map((line) => line.split('\t')[0] ?? '');
    expect(found.map((each) => each.replace(/^-f/, '')).toSorted(), typed).toEqual([...offered].toSorted());
  }
});

/** A line of zsh after Tab, as its editor has it; `script` gives it the terminal that it needs. */
function zshAfterTab(typed: string): Promise<string> {
  return new Promise((done, failed) => {
    const child = spawn('script', ['-qec', 'zsh -f -i', '/dev/null'], {
      cwd: folder,
      env: { ...process.env, TERM: 'dumb' },
      timeout: 30_000,
    });
    let said = '';
    let isReady = false;
    child.stdout.on('data', (data: Buffer) => {
      said += data.toString('utf8');
      if (!isReady && said.includes('ready<')) {
        isReady = true;
        child.stdin.write(`${typed}\t\u0018`);
      }
      const [, buffer] = /buffer<(.*?)>/s.exec(said.replaceAll('\r', '')) ?? [];
      if (buffer !== undefined) {
        done(buffer.replaceAll('\n', ''));
        child.kill();
      }
    });
    child.on('error', failed);
    child.on('close', () => failed(new Error(`zsh ended: ${said}`)));
    child.stdin.write(
      `PS1=; PROMPT_EOL_MARK=; autoload -Uz compinit; compinit -u -D; source '${script('zsh')}'; show() { print -r -- "buf""fer<$BUFFER>" }; zle -N show; bindkey '^X' show; print -r -- "rea""dy<"\n`,
    );
  });
}

describe('zsh', () => {
  test.each(CASES.filter(([, offered]) => offered.length === 1))('%s', async (typed, [offered = '']) => {
    if (!has('zsh')) return;
    const completed = await zshAfterTab(typed);
    expect(completed.replace(/[ =]$/, '')).toBe(typed.replace(/\S+$/, offered));
  });
});

test('powershell: the script holds the same words', () => {
  const text = execFileSync(process.execPath, [cli, 'completion', 'pwsh'], { encoding: 'utf8' });
  for (const { id } of rules) expect(text).toContain(`'${id}'`);
  for (const { name, options } of COMMANDS) {
    expect(text).toContain(`'${name}' = @{`);
    for (const option of options) expect(text).toContain(`'--${option.name}' = @{`);
  }
  if (spawnSync('pwsh', ['--version']).error !== undefined) {
    console.log('PowerShell is not installed: its completion is not run here');
    return;
  }
  for (const [typed, offered] of CASES) {
    const command = `. '${script('powershell')}'; (TabExpansion2 '${typed}' ${typed.length}).CompletionMatches.CompletionText`;
    writeFileSync(script('powershell').replace(/$/, '.ps1'), text);
    const output = execFileSync('pwsh', ['-NoProfile', '-Command', command.replace("'; (", ".ps1'; (")], { encoding: 'utf8' });
    expect(output.trim().split(/\r?\n/), typed).toEqual(offered);
  }
});

test('a shell that there is none for', () => {
  const { status, stderr } = spawnSync(process.execPath, [cli, 'completion', 'tcsh'], { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({
    status: 2,
    stderr: 'sqlsafe: There is no completion for tcsh.\n  One of bash, zsh, fish, powershell.\n',
  });
  expect(spawnSync(process.execPath, [cli, 'completion'], { encoding: 'utf8' }).stderr).toContain(
    'sqlsafe completion bash|zsh|fish|powershell',
  );
});
