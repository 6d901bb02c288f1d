import { defineRule, type Dynamic, type Opaque } from '../src/rule.ts';

export default defineRule({
  id: 'migration-not-understood',
  severity: 'error',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'What cannot be read cannot be called safe.',
    why: 'Nothing is known of what this does: it may be harmless, it may close a table or destroy it.',
    instead:
      'Correct the statement, give its placeholder a value in the configuration, or look at it yourself and say what you found: `-- sqlsafe-ignore migration-not-understood: <reason>`.',
    whenNot: 'You have looked at it yourself.',
    sources: ['https://www.postgresql.org/docs/current/sql.html'],
  },
  aliases: ['migrationpilot:MP063', 'pgsafe:unchecked-do-block'],
  on: ['opaque', 'dynamic'],
  messages: {
    syntax: 'This is not SQL that PostgreSQL understands: {detail}.',
    placeholder: 'This cannot be read before its placeholders have values: {detail}.',
    unmodelled: 'We do not know what this does: {detail}.',
    unterminated: 'This statement does not end: {detail}.',
    refused: 'This was not read: {detail}.',
    code: 'What this sends to the database was not judged: {detail}.',
    backfill: 'This cannot run in batches as it asks to: {detail}.',
    directive: 'A line is meant for the tool that runs the file, and that does not read it so.',
    torn: 'The tool that runs the file takes a statement to end where it does not.',
    dynamic: 'This SQL is put together only when it runs, and was not judged: {detail}.',
  },
  examples: [
    {
      title: 'A typing error',
      dialect: 'postgresql',
      bad: 'CREATE TABEL notes (id bigint PRIMARY KEY);',
      good: 'CREATE TABLE notes (id bigint PRIMARY KEY);',
    },
    {
      title: 'SQL that is put together as it runs',
      dialect: 'postgresql',
      bad: "DO $$\nDECLARE\n  name text;\nBEGIN\n  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'archive' LOOP\n    EXECUTE 'COMMENT ON TABLE archive.' || quote_ident(name) || ' IS NULL';\n  END LOOP;\nEND $$;",
      good: 'COMMENT ON TABLE archive.orders IS NULL;',
    },
  ],
  check({ op, statement, section }) {
    const detail = detailOf(op);
    if (op.kind === 'dynamic') {
      // Said once for a block, with all that was not read in it.
      const inBlock = section.operations.flatMap((each) =>
        each.statement === statement.index && each.op.kind === 'dynamic' ? each.op : [],
      );
      const details = [...new Set(inBlock.includes(op) ? inBlock.map(detailOf) : [detail])];
      const more = details.length > SHOWN ? ` and ${details.length - SHOWN} more` : '';
      return [
        {
          message: 'dynamic',
          data: { detail: `${details.slice(0, SHOWN).join('; ')}${more}` },
          once: `dynamic ${statement.index}`,
          severity: 'info',
          instead: { text: 'Write the statements out, or look at them yourself.', sql: null },
        },
      ];
    }
    const { hint } = op;
    const instead = { text: hint ?? adviceOn(detail) ?? 'Correct the statement, or look at it yourself.', sql: null };
    switch (op.reason) {
      case 'syntax':
        return [{ message: hint?.includes('placeholder') === true ? 'placeholder' : 'syntax', data: { detail }, instead }];
      case 'directive':
        return [{ message: 'backfill', data: { detail }, instead }];
      case 'unmodelled':
        return [{ message: 'unmodelled', data: { detail }, instead }];
      case 'unterminated':
        return [{ message: 'unterminated', data: { detail }, instead }];
      case 'too-deep':
      case 'nul':
        return [{ message: 'refused', data: { detail }, instead }];
      case 'code':
        return [
          {
            message: 'code',
            data: { detail },
            severity: 'warning',
            instead: {
              text: 'Write the SQL out, give what is not known a value ("placeholders" in the configuration), or look at it yourself and say so.',
              sql: null,
            },
          },
        ];
    }
  },
});

/** What people mean by the SQL that the grammar refuses most often. */
const adviceOn = (detail: string): string | undefined =>
  /\b(?:UNIQUE|PRIMARY KEY) constraints cannot be marked NOT VALID\b/.test(detail)
    ? 'An index cannot be checked later. Build a unique index CONCURRENTLY, in a file of its own, and make that the constraint with USING INDEX.'
    : /\bEXCLUDE constraints cannot be marked NOT VALID\b/.test(detail)
      ? 'An index cannot be checked later. Add the constraint in a maintenance window, or create it together with its table.'
      : undefined;

/** Pieces that are quoted. */
const SHOWN = 3;

const detailOf = (op: Dynamic | Opaque): string => op.detail.replace(/[.\s]+$/, '');
