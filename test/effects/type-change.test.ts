import { describe, expect, it } from 'vitest';
import { typeChange, typeText } from '../../src/effects/postgresql/type-change.ts';
import { createState } from '../../src/engine/replay/index.ts';
import type { TypeName } from '../../src/model/name.ts';

const NAMES: Readonly<Record<string, string>> = {
  int: 'int4',
  bigint: 'int8',
  smallint: 'int2',
  char: 'bpchar',
  real: 'float4',
  double: 'float8',
  boolean: 'bool',
};
/** `varchar(20)[]`, `numeric(10,2)` */
function type(text: string): TypeName {
  const [, name = '', modifiers, array] = /^([a-z0-9_]+)(?:\(([\d,]+)\))?(\[\])?$/.exec(text) ?? [];
  return {
    schema: undefined,
    name: NAMES[name] ?? name,
    modifiers: modifiers?.split(',').map(Number) ?? [],
    dimensions: array === undefined ? 0 : 1,
    serial: false,
  };
}

const { catalog } = createState({ dialect: 'postgresql', version: [17, 0] });
const change = (from: string, to: string, timeZone?: string, version = 17): ReturnType<typeof typeChange> =>
  typeChange({ column: 'c', from: type(from), to: type(to), using: undefined, catalog, version, timeZone });

describe('typeChange', () => {
  it.each([
    ['varchar(50)', 'varchar(100)'],
    ['varchar(50)', 'varchar'],
    ['varchar(50)', 'text'],
    ['text', 'varchar'],
    ['numeric(10,2)', 'numeric(12,2)'],
    ['numeric(10,2)', 'numeric'],
    ['timestamp(3)', 'timestamp(6)'],
    ['timestamptz(3)', 'timestamptz'],
    ['time(3)', 'time(6)'],
    ['varbit(8)', 'varbit(16)'],
    ['bit(8)', 'varbit'],
    ['cidr', 'inet'],
    ['xml', 'text'],
    ['int', 'oid'],
    ['oid', 'int'],
    ['char(10)', 'bpchar'],
    ['citext', 'text'],
    ['varchar(20)[]', 'varchar[]'],
  ])('%s to %s keeps the rows as they are', (from, to) => {
    expect(change(from, to)).toMatchObject({ rewrite: false, certain: true, refused: false });
  });

  it.each([
    ['varchar(50)', 'varchar(20)', '22001'],
    ['text', 'varchar(100)', '22001'],
    ['numeric(10,2)', 'numeric(12,4)', undefined],
    ['timestamp', 'timestamp(0)', undefined],
    ['char(10)', 'char(20)', undefined],
    ['char(10)', 'text', undefined],
    ['bit(8)', 'bit(16)', '22026'],
    ['smallint', 'int', undefined],
    ['int', 'bigint', undefined],
    ['bigint', 'int', '22003'],
    ['int', 'text', undefined],
    ['json', 'jsonb', undefined],
    ['json', 'text', undefined],
    ['varchar(10)[]', 'varchar(20)[]', undefined],
    ['varchar[]', 'text[]', undefined],
    ['inet', 'cidr', undefined],
    ['date', 'timestamptz', undefined],
    ['name', 'text', undefined],
  ])('%s to %s writes every row anew', (from, to, risk) => {
    expect(change(from, to)).toMatchObject({ rewrite: true, refused: false, risk });
  });

  it.each([
    ['text', 'int'],
    ['int', 'boolean'],
    ['varchar(20)', 'jsonb'],
    ['int4range', 'int8range'],
    ['boolean', 'int'],
  ])('%s to %s is refused without USING', (from, to) => {
    expect(change(from, to).refused).toBe(true);
  });

  it('keeps timestamps where the session is in UTC, from 12 on', () => {
    expect(change('timestamp', 'timestamptz', 'UTC').rewrite).toBe(false);
    expect(change('timestamptz', 'timestamp', 'Etc/UTC').rewrite).toBe(false);
    expect(change('timestamp', 'timestamptz', 'Europe/London')).toMatchObject({ rewrite: true, certain: true });
    expect(change('timestamp', 'timestamptz', 'UTC', 11).rewrite).toBe(true);
    expect(change('timestamp', 'timestamptz')).toMatchObject({ rewrite: true, certain: false });
  });

  it('reads the fields of an interval as the grammar numbers them', () => {
    const FULL = 32767;
    const interval = (...modifiers: number[]): TypeName => ({
      schema: undefined,
      name: 'interval',
      modifiers,
      dimensions: 0,
      serial: false,
    });
    const rewrite = (from: TypeName, to: TypeName): boolean =>
      typeChange({ column: 'c', from, to, using: undefined, catalog, version: 17, timeZone: undefined }).rewrite;
    const dayToSecond = interval((1 << 3) | (1 << 10) | (1 << 11) | (1 << 12));
    const yearToMonth = interval((1 << 2) | (1 << 1));
    expect(rewrite(interval(FULL, 3), interval(FULL, 6))).toBe(false);
    expect(rewrite(interval(), interval(FULL, 3))).toBe(true);
    expect(rewrite(dayToSecond, interval())).toBe(false);
    expect(rewrite(interval(), yearToMonth)).toBe(true);
  });
});

describe('typeText', () => {
  it('writes types as people do', () => {
    expect(typeText(type('numeric(10,2)'))).toBe('numeric(10,2)');
    expect(typeText(type('bigint[]'))).toBe('bigint[]');
  });
});
