import { readdirSync, readFileSync } from 'node:fs';
import type { Finding } from '../../src/model/finding.ts';
import { DEFAULT_POSTGRESQL_VERSION } from '../../src/model/target.ts';
import { splitText } from '../dialects/postgresql/support.ts';
import { readFixture } from './fixture.ts';
import { judge } from './judge.ts';
import { ruleFiles, ruleNamed, saysOfHistory } from './rule-files.ts';

/** A line that begins a file of its own within a recipe. */
const NEXT = /^-- (?:and in the next (?:file|deployment)|then)\b.*:$/m;

/** The files that a recipe consists of, in order. */
export const recipeFiles = (sql: string): readonly string[] =>
  sql
    .split(NEXT)
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** What stands before the statement that a finding is about, in its own file: it has run. */
export const textBefore = (text: string, finding: Finding): string =>
  text
    .split('\n')
    .slice(0, finding.range.start.line - 1)
    .join('\n');

/** What a finding of an example or a fixture tells people to run. */
export interface Advice {
  /** `rule/message (where)` */
  readonly name: string;
  readonly finding: Finding;
  readonly sql: string;
  readonly version: number;
  /** Texts of the files that have run by then, in order; the part of the finding's own file that stands before it is the last. */
  readonly before: readonly string[];
  /** The statement that the finding is about, as the user wrote it. */
  readonly statement: string;
}

interface Run {
  readonly where: string;
  readonly files: readonly { readonly path: string; readonly text: string; readonly judged: boolean }[];
  readonly options: Omit<Parameters<typeof judge>[1], 'version'>;
  readonly versions: readonly (number | undefined)[];
}

/** All cases of examples and fixtures. */
function runs(): readonly Run[] {
  const examples = ruleFiles.flatMap(({ file, rule }) =>
    rule.examples.map(({ title, given, bad, later, dialect, version, transaction, layout }) => ({
      where: `${file}: ${title}`,
      files: [
        ...(given === undefined ? [] : [{ path: '001_given.sql', text: given, judged: false }]),
        { path: '002_bad.sql', text: bad, judged: true },
        ...(later === undefined ? [] : [{ path: '003_later.sql', text: later, judged: false }]),
      ],
      options: { dialect, transaction, layout, rule },
      versions: [version],
    })),
  );
  const folder = new URL('../../fixtures/rules/', import.meta.url);
  const names = readdirSync(folder).filter((name) => name.endsWith('.sql'));
  const fixtures = names.sort().flatMap((name) => {
    const rule = ruleNamed(name.slice(0, name.indexOf('.')));
    const { cases, dialect } = readFixture(readFileSync(new URL(name, folder), 'utf8'));
    return cases.map(({ files, line, transaction, versions }) => ({
      where: `${name}:${line}`,
      files,
      options: { dialect, transaction, rule },
      versions,
    }));
  });
  return [...examples, ...fixtures];
}

/** Every `instead` with SQL that they bring forth, for the versions that `pick` takes of those that a case is about. */
export async function everyAdvice(pick: (versions: readonly number[]) => readonly number[]): Promise<readonly Advice[]> {
  const found = runs().flatMap((run) =>
    pick(run.versions.map((version) => version ?? DEFAULT_POSTGRESQL_VERSION)).map(async (version) => {
      const findings = await judge(run.files, { ...run.options, version });
      return findings.flatMap((finding): readonly Advice[] => {
        const at = run.files.findIndex((file) => file.path === finding.file);
        const own = run.files[at];
        if (own?.judged !== true || finding.instead === null || finding.instead.sql === null) return [];
        return [
          {
            name: `${finding.rule}/${finding.message} (${run.where}, line ${finding.range.start.line}, version ${version})`,
            finding,
            sql: finding.instead.sql,
            version,
            // What the history as a whole shows is mended after it.
            before: saysOfHistory(finding.rule)
              ? run.files.map(({ text }) => text)
              : [...run.files.slice(0, at).map(({ text }) => text), textBefore(own.text, finding)],
            statement: splitText(own.text).statements[finding.statement ?? -1]?.text ?? '',
          },
        ];
      });
    }),
  );
  return (await Promise.all(found)).flat();
}
