import { describe, expect, test } from 'vitest';
import { FORMATS } from '../../src/model/format.ts';
import { renderGithub } from '../../src/report/github.ts';
import { renderGitlab } from '../../src/report/gitlab.ts';
import { inertInWorkflow, inertOutput } from '../../src/report/inert.ts';
import { renderJson } from '../../src/report/json.ts';
import { renderJsonLines } from '../../src/report/jsonl.ts';
import { renderJunit } from '../../src/report/junit.ts';
import { cell, codeBlock, codeSpan, prose } from '../../src/report/markdown-text.ts';
import { LONGEST_COMMENT, renderMarkdown } from '../../src/report/markdown.ts';
import { PLAIN, UNICODE } from '../../src/report/paint.ts';
import { renderPretty } from '../../src/report/pretty.ts';
import { renderSarif } from '../../src/report/sarif.ts';
import { visible } from '../../src/report/visible.ts';
import { outcomeOf } from './outcome.ts';
import { sarifFaults } from './sarif-schema.ts';
import { junitFaults } from './xml.ts';

// What a stranger's pull request may hold: names and comments made to end a string, give an order, open a tag, notify people.

const ORDERS = '\n::error file=x::owned%0A%0D\r\n::set-output name=a::b\n##[add-mask]x\n##vso[task.setvariable variable=a]b\n##teamcity[x]';
const MARKUP =
  ']]></failure></testcase><script>alert(1)</script> --> &amp; "quoted" \'so\' | `code` ``` ![x](https://evil.example/y) @team #1 GH-2 :tada:';
const INVISIBLE = '\u001b[31m\u001b]0;title\u0007\u202eright to left\u2066\u200b\u0085\u009b\u007f\u2028\u3164\u{e0041}';
const NAME = `t${ORDERS}${MARKUP}${INVISIBLE}`.replaceAll('"', '');
// The server cuts names at 63 bytes, so each has to bring its own.
const SHORT = '@team #1 GH-2 <b> [a](b) ![c](d) `e`|x https://f';
const FILE = `migrations/::error file=a,line=1::1_%0A${ORDERS}${MARKUP.replaceAll('/', '')}${INVISIBLE}\u0000.sql`;
const SQL = `-- ${MARKUP}${INVISIBLE} ::warning::x ##[error]x\nCREATE INDEX i ON "${NAME}" (a);\nALTER TABLE "${NAME}" DROP COLUMN "${NAME}";\nDROP TABLE "${SHORT}";\nSELEC '${NAME}';\u0000\n`;

const judged = outcomeOf({ [FILE]: SQL });

/** What a terminal, an editor or a reader could be deceived with, line ends aside. */
const deceives = (text: string): readonly string[] =>
  text.match(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u200B-\u200F\u2028-\u202E\u2066-\u2069\u3164\u{e0000}-\u{e0fff}]/gu) ?? [];

/** Lines that GitHub's runner, Azure's or TeamCity's would take for an order. */
const orders = (text: string): readonly string[] => text.split(/\r\n|[\r\n]/).filter((line) => /^\s*::|##\w*\[/.test(line));

test('there is something to say', async () => {
  const { outcome } = await judged;
  expect(outcome.report.findings.length).toBeGreaterThan(3);
  expect(outcome.report.findings.some(({ text }) => text.includes('::error'))).toBe(true);
});

describe('hostile text is inert in', () => {
  test('pretty, also where GitHub reads along', async () => {
    const { outcome, context } = await judged;
    const text = renderPretty(outcome.report, {
      paint: PLAIN,
      signs: UNICODE,
      columns: 100,
      quiet: false,
      most: 50,
      source: context.source,
      summaryOf: () => '',
    });
    expect(deceives(text)).toEqual([]);
    expect(orders(inertInWorkflow(text, 'pretty'))).toEqual([]);
    expect(inertInWorkflow('  ::error::x\n::warning::y\n##[group]z', 'pretty')).toBe('  : :error::x\n: :warning::y\n## [group]z');
    expect(inertOutput('::error::x ##vso[y]\n')).toBe(': :error::x ##vso [y]\n');
    expect(inertOutput('{"a":"##[x]"}\n{"b":1}\n')).toBe('{"a":"##\\u005bx]"}\n{"b":1}\n');
  });

  test('github: one line a finding, and no order but ours', async () => {
    const { outcome, context } = await judged;
    const open = outcome.report.findings.length;
    const text = renderGithub(outcome.report, context, { quiet: false, hasSummary: false });
    const lines = text.trimEnd().split('\n');
    expect(lines.length).toBe(open);
    expect(deceives(text)).toEqual([]);
    for (const line of lines) {
      const [, properties = ''] = /^::(?:error|warning|notice) ([^:]*)::/.exec(line) ?? [];
      expect(properties.split(',').map((each) => each.replace(/=.*/, ''))).toEqual(
        properties.includes(',col=') ? ['file', 'line', 'endLine', 'col', 'endColumn', 'title'] : ['file', 'line', 'endLine', 'title'],
      );
      // GitHub puts the file's name together again by undoing the escapes.
      const [, file = ''] = /file=([^,]*)/.exec(properties) ?? [];
      expect(decodeURIComponent(file)).toBe(visible(FILE, '\r\n'));
    }
  });

  test('github: the lines beyond what it annotates', async () => {
    const many = Object.fromEntries(Array.from({ length: 13 }, (_, at) => [`::error::${at}##[x].sql`, `CREATE INDEX i${at} ON t (a);`]));
    const { outcome, context } = await outcomeOf(many, { only: ['create-index-blocking'] });
    const lines = renderGithub(outcome.report, context, { quiet: false, hasSummary: false }).trimEnd().split('\n');
    const beyond = lines.filter((line) => !/^::(?:error|notice) file=/.test(line));
    expect(beyond.length).toBe(4);
    expect(orders(beyond.join('\n'))).toEqual([]);
  });

  test('sarif', async () => {
    const { outcome, context } = await judged;
    const text = renderSarif(outcome.report, context);
    expect(sarifFaults(text)).toEqual([]);
    expect(deceives(text)).toEqual([]);
    const { runs } = JSON.parse(text) as {
      runs: [{ results: { message: { text: string }; locations: [{ physicalLocation: { artifactLocation: { uri: string } } }] }[] }];
    };
    for (const { message, locations } of runs[0].results) {
      expect(deceives(message.text)).toEqual([]);
      // Only what we write ourselves may be a link.
      expect(message.text.replace(/\[here\]\(1\)/, '')).not.toMatch(/(?<!\\)\[[^\]]*\]\(/);
      expect(decodeURIComponent(locations[0].physicalLocation.artifactLocation.uri)).toBe(FILE);
      expect(locations[0].physicalLocation.artifactLocation.uri).toMatch(/^[\w./%~!'()*-]+$/);
    }
  });

  test('gitlab', async () => {
    const { outcome, context } = await judged;
    const text = renderGitlab(outcome.report, context);
    expect(deceives(text)).toEqual([]);
    const entries = JSON.parse(text) as { description: string; location: { path: string } }[];
    expect(entries.length).toBe(outcome.report.findings.length);
    for (const { description, location } of entries) {
      expect(deceives(description)).toEqual([]);
      expect(location.path).toBe(FILE);
    }
  });

  test('junit', async () => {
    const { outcome, context } = await judged;
    const text = renderJunit(outcome.report, { ...context, problems: [{ code: 'x', text: NAME, hint: MARKUP }] });
    expect(await junitFaults(text)).toEqual([]);
    expect(deceives(text)).toEqual([]);
    expect(text).not.toContain(']]>');
    expect(text.match(/<testcase /g)?.length).toBe(text.match(/<\/testcase>/g)?.length);
    expect(text).not.toContain('<script>');
    expect(await junitFaults(renderJunit((await outcomeOf({ 'a\uffff\ufffe.sql': SQL })).outcome.report, context))).toEqual([]);
  });

  test('json and jsonl', async () => {
    const { outcome } = await judged;
    expect(JSON.parse(renderJson(outcome.report))).toEqual(outcome.report);
    expect(deceives(renderJson(outcome.report) + renderJsonLines(outcome.report))).toEqual([]);
    expect(renderJsonLines(outcome.report).trimEnd().split('\n').length).toBe(outcome.report.findings.length);
  });

  test('markdown: nothing outside code can be a tag, a link, a mention or a reference', async () => {
    const { outcome, context } = await judged;
    const text = renderMarkdown(outcome.report, context, { quiet: false, longest: LONGEST_COMMENT });
    expect(deceives(text)).toEqual([]);
    const outside = text
      .replaceAll(/^(`{3,})sql\n[\s\S]*?\n\1$/gm, '')
      .replaceAll(/(?<!`)(`+)(?!`)(?:(?!\1(?!`))[^\n]|(?<=`)`)*?(?<!`)\1(?!`)/g, '')
      .replaceAll(/<\/?(?:details|summary|code)>|^<!-- sqlsafe -->$/gm, '');
    expect(outside).not.toMatch(/:tada:|<[a-z!/]|(?<!\\)!\[|(?<!\\)\]\(|https?:\/\/|@team|#1\b|GH-2/);
    expect(outside).toContain('@&#8203;team');
    // A row of the table has its four cells, whatever stands in them.
    for (const line of text.split('\n').filter((each) => each.startsWith('| ❌'))) {
      expect(line.replaceAll(/\\./g, '').match(/\|/g)?.length).toBe(5);
    }
  });

  test.each(FORMATS.filter((format) => format !== 'github'))('the log of a workflow: %s', async (format) => {
    const { outcome, context } = await judged;
    const render = {
      pretty: () =>
        renderPretty(outcome.report, {
          paint: PLAIN,
          signs: UNICODE,
          columns: 60,
          quiet: false,
          most: 50,
          source: context.source,
          summaryOf: () => '',
        }),
      json: () => renderJson(outcome.report),
      jsonl: () => renderJsonLines(outcome.report),
      sarif: () => renderSarif(outcome.report, context),
      gitlab: () => renderGitlab(outcome.report, context),
      junit: () => renderJunit(outcome.report, context),
      markdown: () => renderMarkdown(outcome.report, context, { quiet: false, longest: LONGEST_COMMENT }),
    }[format];
    const text = render();
    expect(text).toContain('##[');
    const inert = inertInWorkflow(text, format);
    expect(orders(inert)).toEqual([]);
    if (format === 'json' || format === 'sarif' || format === 'gitlab') expect(JSON.parse(inert)).toEqual(JSON.parse(text));
    if (format === 'junit') expect(await junitFaults(inert)).toEqual([]);
  });
});

describe('markdown', () => {
  test('code is fenced by more backticks than it holds', () => {
    expect(codeSpan('a`b')).toBe('``a`b``');
    expect(codeSpan('`')).toBe('`` ` ``');
    expect(codeSpan('')).toBe('`  `');
    expect(codeBlock('a\n```\nb', 'sql')).toBe('````sql\na\n```\nb\n````');
  });

  test('a bar in a cell never ends it, however many backslashes are before it', () => {
    expect(cell('a|b')).toBe('a\\|b');
    expect(cell('a\\|b')).toBe('a\\|b');
    expect(cell('a\\\\|b')).toBe('a\\\\\\|b');
  });

  test('prose says what it says and nothing more', () => {
    expect(prose('a_b *c* <d> @e #1 x://y www.z')).toBe('a\\_b \\*c\\* &lt;d&gt; @&#8203;e \\#&#8203;1 x:&#8203;//y www&#8203;.z');
    expect(prose('a\nb\u0000')).toBe('a b␀');
  });
});
