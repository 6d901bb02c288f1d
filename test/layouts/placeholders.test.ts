import { describe, expect, test } from 'vitest';
import { fillPlaceholders } from '../../src/layouts/placeholders.ts';
import { rangeOf } from '../../src/model/position.ts';
import { open, only, said } from './support.ts';

const fill = (raw: string, values: Record<string, string> = {}, psql = false): string =>
  fillPlaceholders('f.sql', raw, { values, psql }).source.text;

describe('with values', () => {
  test.each([
    ['${schema}.users', { schema: 'app' }, 'app.users'],
    ['"${schema}"."users"', { schema: 'app' }, '"app"."users"'],
    ['{{ index .Options "Namespace" }}.users', { Namespace: 'auth' }, 'auth.users'],
    ['"{{ index .Options "Namespace" }}"."users"', { Namespace: 'auth' }, '"auth"."users"'],
    ['WHERE table_schema = \'{{ index .Options "Namespace" }}\'', { Namespace: 'auth' }, "WHERE table_schema = 'auth'"],
    ['{{ .Values.db }}', { '.Values.db': 'exact' }, 'exact'],
    ['${a:-fallback}', {}, 'fallback'],
    ['${a:-fallback}', { a: 'given' }, 'given'],
    ['DO $$ BEGIN ALTER TABLE ${s}.t ADD c int; END $$', { s: 'app' }, 'DO $$ BEGIN ALTER TABLE app.t ADD c int; END $$'],
  ])('%s', (raw, values, text) => {
    expect(fill(raw, values)).toBe(text);
  });

  test('psql quotes its values itself', () => {
    expect(fill(`GRANT SELECT ON t TO :role; SELECT :'name', :"col"`, { role: 'web', name: "O'Hara", col: 'a"b' }, true)).toBe(
      `GRANT SELECT ON t TO web; SELECT 'O''Hara', "a""b"`,
    );
  });
});

describe('without values the statement stays readable', () => {
  test.each([
    ['CREATE TABLE ${schema}.users (id int);', 'CREATE TABLE _schema_.users (id int);'],
    ['CREATE TABLE ${prefix}_users (id int);', 'CREATE TABLE _prefix__users (id int);'],
    ['ALTER TABLE "${table}" ADD c int;', 'ALTER TABLE "_table_" ADD c int;'],
    ['{{ if .Big }}SELECT 1;{{ end }}', ' SELECT 1; '],
    ['{% if big %}SELECT 1;{% endif %}', ' SELECT 1; '],
    ['SET SCHEMA {{My-Schema}};', 'SET SCHEMA _my_schema_;'],
  ])('%s', (raw, text) => {
    expect(fill(raw)).toBe(text);
  });

  test('one hint a file, where the first stands', () => {
    const { findings } = fillPlaceholders('f.sql', 'SELECT 1;\nDROP TABLE ${a}; DROP TABLE ${b}; DROP TABLE ${a};', {
      values: { c: 'x' },
      psql: false,
    });
    expect(
      findings.map(({ rule, message, severity, range, text }) => [rule, message, severity, range.start.line, range.start.column, text]),
    ).toEqual([['migration-not-understood', 'placeholder', 'info', 2, 12, 'The placeholders a, b have no value; a is read as _a_.']]);
  });
});

test('in the rows of a COPY an apostrophe opens no string, and only what has a value is filled in', () => {
  const raw =
    "COPY ${t} FROM stdin;\nit's ${a} :b ${t}\n\\.\nDROP TABLE :c;\nCOPY x (y) FROM STDIN WITH (FORMAT csv);\n{{z}}'\n\\.\nSELECT :c;";
  expect(fill(raw, { t: 'users' }, true)).toBe(
    "COPY users FROM stdin;\nit's ${a} :b users\n\\.\nDROP TABLE _c_;\nCOPY x (y) FROM STDIN WITH (FORMAT csv);\n{{z}}'\n\\.\nSELECT _c_;",
  );
});

describe('data are no placeholders', () => {
  test.each([
    `INSERT INTO t VALUES ('{"a": "\${x}"}', '{{1,2},{3,4}}'::int[]);`,
    'INSERT INTO mails VALUES ($$Hello {{ name }}, ${sum} is due$$);',
    `SELECT E'it\\'s \${x}', $tag$ {{ x }} $tag$;`,
    '-- ${comment} {{ comment }}\n/* ${a} /* {{ b }} */ ${c} */ SELECT 1;',
    "SELECT a[1:n], a[:n], b::text, '12:30'::time, x := y, JSON_OBJECT('k':v), JSON_OBJECT('k' :v);",
    'SELECT \':x\', ":x", $$:x$$;',
    'DO $$ DECLARE x int := 1; BEGIN x := :y; END $$;',
  ])('%s', (raw) => {
    expect(fill(raw, {}, true)).toBe(raw);
  });

  test("psql variables are psql's alone", () => {
    expect(fill('SELECT :x;', {}, false)).toBe('SELECT :x;');
    expect(fill('SELECT :x, (:y), a=:z;', {}, true)).toBe('SELECT _x_, (_y_), a=_z_;');
  });
});

test('places are those of the file as it is', () => {
  const raw = 'ALTER TABLE ${s}.t ADD a int,\n  DROP ${column};\nDROP TABLE t;';
  const { source } = fillPlaceholders('f.sql', raw, { values: { s: 'a_much_longer_name', column: 'c' }, psql: false });
  const place = (text: string): unknown => {
    const start = source.text.indexOf(text);
    const { start: from, end } = rangeOf(source, { start, end: start + text.length });
    return [from.line, from.column, raw.slice(from.offset, end.offset)];
  };
  expect(place('a_much_longer_name')).toEqual([1, 13, '${s}']);
  expect(place('ADD a int')).toEqual([1, 20, 'ADD a int']);
  expect(place('DROP c')).toEqual([2, 3, 'DROP ${column}']);
  expect(place('DROP TABLE t')).toEqual([3, 1, 'DROP TABLE t']);
});

describe('by layout', () => {
  const text = 'CREATE TABLE ${s}.t (id int);';
  const filled = (texts: Record<string, string>): unknown => {
    const opened = open(texts, { placeholders: { s: 'app' } });
    return [only(opened).migrations[0]?.up[0]?.file.text, said(opened)];
  };
  test('flyway may be told to leave them', () => {
    expect(filled({ 'V1__a.sql': text })).toEqual(['CREATE TABLE app.t (id int);', []]);
    expect(filled({ 'V1__a.sql': text, 'V1__a.sql.conf': 'placeholderReplacement=false\n' })).toEqual([text, []]);
  });
  test('goose only takes them where the file switches them on', () => {
    expect(filled({ '1_a.sql': `-- +goose Up\n${text}` })).toEqual([`-- +goose Up\n${text}`, []]);
    expect(filled({ '1_a.sql': `-- +goose ENVSUB ON\n-- +goose Up\n${text}` })).toEqual([
      '-- +goose ENVSUB ON\n-- +goose Up\nCREATE TABLE app.t (id int);',
      [],
    ]);
  });
});
