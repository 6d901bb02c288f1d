import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { claimOf, claimOfOurs, PGFENCE, SQUAWK } from './claims.mjs';

/** @typedef {import('./cases.mjs').Case} Case */
/** @typedef {import('./score.mjs').Said} Said */
/** @typedef {(kase: Case) => Said} SaidOf */

/** The folder of a case below the stage: its setup is an earlier file of the same history. */
const folderOf = (/** @type {Case} */ { how, name }) => `${how}/${name}`;
const SETUP = '1_setup.sql';
const CASE = '2_case.sql';
const fileOf = (/** @type {Case} */ kase) => `${folderOf(kase)}/${CASE}`;

/**
 * Writes all cases for the tools to read.
 * @param {string} stage
 * @param {readonly Case[]} cases
 */
export function writeCases(stage, cases) {
  for (const kase of cases) {
    const folder = join(stage, folderOf(kase));
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, SETUP), kase.setup);
    writeFileSync(join(folder, CASE), kase.session + kase.body);
  }
}

/** @type {<F extends { readonly file: string }>(findings: readonly F[]) => ReadonlyMap<string, readonly F[]>} */
function byFileOf(findings) {
  const files = new Map();
  for (const finding of findings) files.set(finding.file, [...(files.get(finding.file) ?? []), finding]);
  return files;
}

/** Findings from the case's own statements on, the lines of its session left out. */
const isOwn = (/** @type {Case} */ { session }, /** @type {number} */ line) => line >= session.split('\n').length;

/**
 * @param {string} command
 * @param {string} stage
 * @param {readonly Case[]} cases
 * @param {number} version
 * @returns {Promise<SaidOf>}
 */
export async function runSqlsafe(command, stage, cases, version) {
  const config = join(stage, 'sqlsafe.json');
  const overrides = [
    { files: ['**'], transaction: 'statement' },
    { files: [`string/**/${CASE}`], transaction: 'string' },
  ];
  writeFileSync(config, JSON.stringify({ layout: 'plain', dbVersion: String(version), overrides }));
  const roots = new Set(cases.map(({ how }) => how));
  const { stdout, code } = await run([process.execPath, command, 'check', '--config', config, '--format', 'json', ...roots], stage);
  if (code > 1) throw new Error(`sqlsafe ended with ${code}`);
  /** @type {{ findings: { file: string, rule: string, message: string, severity: string, range: { start: { line: number } }, effects: { work: string }[] }[] }} */
  const { findings } = JSON.parse(stdout);
  const byFile = byFileOf(findings);
  return (kase) =>
    (byFile.get(fileOf(kase)) ?? [])
      .filter(({ range }) => isOwn(kase, range.start.line))
      .map((finding) => ({ rule: `${finding.rule}/${finding.message}`, claim: claimOfOurs(finding) }));
}

/**
 * What is not in a transaction of its own, and is sent as one string, runs in one all the same: squawk has a flag for that.
 * @param {string} stage
 * @param {readonly Case[]} cases
 * @param {number} version
 * @returns {Promise<SaidOf>}
 */
export async function runSquawk(stage, cases, version) {
  const command = fetched('squawk-cli@2.66.0', 'squawk');
  const read = async (/** @type {readonly Case[]} */ some, /** @type {readonly string[]} */ flags) => {
    if (some.length === 0) return [];
    const files = some.flatMap((kase) => [`${folderOf(kase)}/${SETUP}`, fileOf(kase)]);
    const { stdout } = await run(
      [process.execPath, command, '--reporter', 'json', '--pg-version', `${version}.0`, ...flags, ...files],
      stage,
    );
    /** @type {{ file: string, line: number, rule_name: string }[]} */
    const findings = JSON.parse(stdout);
    return findings;
  };
  const strings = cases.filter(({ how }) => how === 'string');
  const others = cases.filter(({ how }) => how !== 'string');
  const findings = [...(await read(others, [])), ...(await read(strings, ['--assume-in-transaction']))];
  const byFile = byFileOf(findings);
  return (kase) =>
    (byFile.get(fileOf(kase)) ?? [])
      .filter(({ line }) => isOwn(kase, line + 1))
      .map(({ rule_name: rule }) => ({ rule, claim: claimOf(SQUAWK, rule) }));
}

/**
 * Pgfence ends at the first file that it can't read, without its name: such files are found by halves.
 * @param {string} stage
 * @param {readonly Case[]} cases
 * @param {number} version
 * @param {Set<string>} unreadable files that are known to be so; new ones are added
 * @returns {Promise<SaidOf>}
 */
export async function runPgfence(stage, cases, version, unreadable) {
  const command = fetched('@flvmnt/pgfence@0.1.5', 'pgfence');
  const flags = ['--format', 'sql', '--output', 'json', '--min-pg-version', String(version)];
  /** @typedef {{ filePath: string, checks: { ruleId: string, risk: string }[], policyViolations: { ruleId: string }[] }} Result */
  /** @type {(files: readonly string[]) => Promise<readonly Result[]>} */
  const read = async (files) => {
    if (files.length === 0) return [];
    const { stdout, code } = await run([process.execPath, command, 'analyze', ...flags, ...files], stage);
    if (code === 0) return JSON.parse(stdout).results;
    if (files.length === 1) {
      unreadable.add(files[0] ?? '');
      return [];
    }
    const middle = files.length >> 1;
    return [...(await read(files.slice(0, middle))), ...(await read(files.slice(middle)))];
  };
  const files = cases.flatMap((kase) => [`${folderOf(kase)}/${SETUP}`, fileOf(kase)]).filter((file) => !unreadable.has(file));
  /** @type {Result[]} */
  const results = [];
  const suspect = new Set(cases.filter(({ outcomes }) => outcomes.some(({ fails }) => fails === SYNTAX_ERROR)).map(fileOf));
  for (const file of files) if (suspect.has(file)) results.push(...(await read([file])));
  const others = files.filter((file) => !suspect.has(file));
  for (let at = 0; at < others.length; at += AT_ONCE) results.push(...(await read(others.slice(at, at + AT_ONCE))));
  const byFile = new Map(results.map((result) => [result.filePath, result]));
  return (kase) => {
    const result = byFile.get(fileOf(kase));
    if (result === undefined) return undefined;
    const checks = result.checks.map(({ ruleId, risk }) => ({
      rule: ruleId,
      claim: /^(?:safe|low)$/i.test(risk) ? /** @type {const} */ ('general') : claimOf(PGFENCE, ruleId),
    }));
    return [...checks, ...result.policyViolations.map(({ ruleId }) => ({ rule: ruleId, claim: claimOf(PGFENCE, ruleId) }))];
  };
}
/** Files that are given to pgfence in one run: fewer make it slower, more make it slower to find what can't be read. */
const AT_ONCE = 100;
const SYNTAX_ERROR = '42601';

/** The script of a command that npm fetches once and keeps outside the project. */
function fetched(/** @type {string} */ specifier, /** @type {string} */ name) {
  const find = ['exec', '--yes', `--package=${specifier}`, '-c', `command -v ${name}`];
  const script = realpathSync(execFileSync('npm', find, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).trim());
  if (!readFileSync(script, 'utf8').startsWith('#!')) throw new Error(`${script} is no script`);
  return script;
}

/**
 * @param {readonly string[]} command
 * @param {string} cwd
 * @returns {Promise<{ stdout: string, code: number }>}
 */
function run([file = '', ...args], cwd) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd, stdio: ['ignore', 'pipe', 'ignore'] });
    /** @type {Buffer[]} */
    const parts = [];
    child.stdout.on('data', (part) => parts.push(part));
    child.on('error', reject);
    child.on('close', (code) => resolve({ stdout: Buffer.concat(parts).toString('utf8'), code: code ?? 70 }));
  });
}
