import type { Finding } from '../model/finding.ts';
import type { Report } from '../model/report.ts';
import { groupByFile } from './build.ts';
import { isOpen, type FormatContext } from './context.ts';
import { visible } from './visible.ts';

/**
 * JUnit's XML, as Jenkins, GitLab and others read it: a suite for each file, a failed case for each error and warning, a passed one for
 * each advice and for a file without findings; problems of the request are a suite of errors.
 */
export function renderJunit(report: Report, context: FormatContext): string {
  const byFile = groupByFile(report.findings.filter(isOpen));
  const files = new Set([...report.files.map(({ file }) => file), ...byFile.keys()]);
  const suites = Array.from(files, (file) => suiteOf(file, byFile.get(file) ?? []));
  if (context.problems.length > 0) suites.push(problemSuite(context));
  const total = (key: 'tests' | 'failures' | 'errors'): number => suites.reduce((sum, suite) => sum + suite[key], 0);
  const counts = `tests="${total('tests')}" failures="${total('failures')}" errors="${total('errors')}"`;
  const body = suites.map(({ text }) => text).join('');
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="sqlsafe" ${counts}>\n${body}</testsuites>\n`;
}

interface Suite {
  readonly text: string;
  readonly tests: number;
  readonly failures: number;
  readonly errors: number;
}

function suite(name: string, cases: readonly string[], failures: number, errors: number): Suite {
  const counts = `tests="${cases.length}" failures="${failures}" errors="${errors}" skipped="0"`;
  return {
    text: `  <testsuite name="${attribute(name)}" ${counts}>\n${cases.join('')}  </testsuite>\n`,
    tests: cases.length,
    failures,
    errors,
  };
}

function suiteOf(file: string, findings: readonly Finding[]): Suite {
  const cases = findings.length === 0 ? [`    <testcase classname="${attribute(file)}" name="no problems"/>\n`] : findings.map(caseOf);
  return suite(file, cases, findings.filter(isFailure).length, 0);
}

const isFailure = ({ severity }: Finding): boolean => severity !== 'info';

function caseOf(finding: Finding): string {
  const { file, rule, message, severity, range, text, why, instead } = finding;
  const place = `${range.start.line}:${range.start.column}`;
  const open = `    <testcase classname="${attribute(file)}" name="${attribute(`${place} ${rule}/${message}`)}"`;
  const said = [`${file}:${place}`, text, why, ...(instead === null ? [] : [instead.text, ...(instead.sql === null ? [] : [instead.sql])])];
  const body = content(said.join('\n'));
  return isFailure(finding)
    ? `${open}>\n      <failure type="${severity}" message="${attribute(text)}">${body}</failure>\n    </testcase>\n`
    : `${open}>\n      <system-out>${body}</system-out>\n    </testcase>\n`;
}

const problemSuite = ({ problems }: FormatContext): Suite =>
  suite(
    'sqlsafe',
    problems.map(
      ({ code, text, hint = '' }) =>
        `    <testcase classname="sqlsafe" name="${attribute(code)}">\n      <error type="${attribute(code)}" message="${attribute(text)}">${content(hint)}</error>\n    </testcase>\n`,
    ),
    0,
    problems.length,
  );

const ENTITIES: { readonly [character: string]: string } = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replaceAll(/[&<>"]/g, (character) => ENTITIES[character] ?? character);

/** For an attribute: a line end in it would come out as a blank, so it is shown. What XML can't hold is shown by `visible`, too. */
const attribute = (text: string): string => escaped(legal(visible(text)));
const content = (text: string): string => escaped(legal(visible(text, '\n')));

/** Two characters that Unicode has and XML has not. */
const legal = (text: string): string => text.replaceAll(/[\uFFFE\uFFFF]/g, '\uFFFD');
