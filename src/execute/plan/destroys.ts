import type { Name } from '../../model/name.ts';
import type { SectionRun } from '../../model/section-run.ts';

/** What a way back would take with it: a table with its rows, or a column with its values. */
export interface Destroyed {
  readonly table: Name;
  /** undefined: the whole table. */
  readonly column: string | undefined;
  /** The operation that does it. */
  readonly by: 'drop-table' | 'truncate' | 'drop-column' | 'delete';
  readonly file: string;
  readonly statement: string;
}

/** Data that the statements of a section throw away, if there are any when it runs. Pure: whether there are the database knows. */
export const destroyedBy = ({ statements, section }: SectionRun): readonly Destroyed[] =>
  statements.flatMap(({ statement, steps }) =>
    steps
      .flatMap((step) => step.operations)
      .flatMap((op): readonly Destroyed[] => {
        const of = (by: Destroyed['by'], table: Name, column?: string): Destroyed => ({
          table,
          column,
          by,
          file: section.file.path,
          statement: statement.text,
        });
        switch (op.kind) {
          case 'drop-table':
          case 'truncate':
            return op.tables.map((table) => of(op.kind, table));
          case 'drop-column':
            return [of(op.kind, op.table, op.column)];
          case 'delete':
            return [of(op.kind, op.table)];
          default:
            return [];
        }
      }),
  );
