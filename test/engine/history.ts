import { createState, type State } from '../../src/engine/replay/index.ts';
import type { Catalog, Constraint, Index, Table } from '../../src/model/catalog.ts';
import type { Expression } from '../../src/model/expression.ts';
import type { TransactionMode } from '../../src/model/migration.ts';
import type { TypeName } from '../../src/model/name.ts';
import type { IndexKey } from '../../src/model/operation.ts';
import type { SourceFile } from '../../src/model/source.ts';
import { frontEnd } from './front-end.ts';

export interface HistoryOptions {
  readonly version?: number;
  readonly mode?: TransactionMode;
  /** All files are one deployment. */
  readonly together?: boolean;
}

/** The state that files leave, each of them a deployment, all statements taken as succeeding. The last file's section stays open. */
export function history(
  files: string | readonly string[],
  { version = 17, mode = 'statement', together = false }: HistoryOptions = {},
): State {
  const target = { dialect: 'postgresql', version: [version, 0] } as const;
  const state = createState(target);
  state.beginDeployment();
  const texts = typeof files === 'string' ? [files] : files;
  texts.forEach((text, at) => {
    if (at > 0 && !together) state.beginDeployment();
    const file: SourceFile = { path: `${at}.sql`, text, raw: text, edits: [] };
    state.beginSection(mode);
    const [read] = frontEnd.read([{ file, span: { start: 0, end: text.length } }], target);
    for (const { statement, steps } of read?.statements ?? []) {
      state.beginStatement(statement.index);
      for (const op of steps.flatMap(({ operations }) => operations)) {
        if (op.kind === 'opaque') throw new Error(`${op.reason}: ${op.detail}: ${statement.text}`);
        state.apply(op, { relations: [], fails: null });
      }
      state.endStatement();
    }
    // What comes next is a statement of its own.
    if (at < texts.length - 1) state.endSection();
    else state.beginStatement(text.length);
  });
  return state;
}

const parts = (...words: readonly (string | undefined | false)[]): string =>
  words.filter((word) => word !== undefined && word !== false && word !== '').join(' ');
const typeText = (type: TypeName | undefined): string =>
  type === undefined
    ? '?'
    : `${type.schema === undefined ? '' : `${type.schema}.`}${type.name}${type.modifiers.length === 0 ? '' : `(${type.modifiers.join(',')})`}${'[]'.repeat(type.dimensions)}`;
const keyText = ({ column, expression }: IndexKey): string => column ?? `(${expression?.text ?? ''})`;

export const tableOf = (catalog: Catalog, name: string): Table => {
  const [schema, table] = name.includes('.') ? name.split('.') : [undefined, name];
  const found = catalog.table({ schema, name: table ?? '' });
  if (found === undefined) throw new Error(`no table ${name}`);
  return found;
};

export const columns = (catalog: Catalog, table: string): readonly string[] =>
  tableOf(catalog, table).columns.map((column) =>
    parts(
      column.name,
      typeText(column.type),
      column.notNull && 'not null',
      column.default !== undefined && `default ${column.default.text}`,
      column.identity !== undefined && `identity ${column.identity}`,
      column.generated !== undefined && `generated ${column.generated.stored ? 'stored' : 'virtual'} ${column.generated.expression.text}`,
      column.inherited && 'inherited',
    ),
  );

export const constraints = (catalog: Catalog, table: string): readonly string[] =>
  tableOf(catalog, table).constraints.map((constraint) => constraintText(catalog, constraint));

function constraintText(
  catalog: Catalog,
  { name, kind, columns: on, references, valid, enforced, inherited, noInherit }: Constraint,
): string {
  const target = references === undefined ? undefined : catalog.get(references.table);
  return parts(
    name,
    kind,
    `(${on.join()})`,
    target !== undefined && `-> ${target.name}(${references?.columns.join() ?? ''})`,
    !valid && 'not valid',
    !enforced && 'not enforced',
    noInherit && 'no inherit',
    inherited && 'inherited',
  );
}

export const indexes = (catalog: Catalog, table: string): readonly string[] => {
  const relation = catalog.find({ schema: undefined, name: table }) ?? tableOf(catalog, table);
  return catalog.indexesOf(relation.id).map((index) => indexText(catalog, index));
};

function indexText(catalog: Catalog, { name, unique, method, keys, include, where, valid, parent, constraint }: Index): string {
  const above = parent === undefined ? undefined : catalog.get(parent);
  return parts(
    name,
    unique && 'unique',
    method !== 'btree' && method,
    `(${keys.map(keyText).join()})`,
    include.length > 0 && `include (${include.join()})`,
    whereText(where),
    !valid && 'invalid',
    constraint !== undefined && 'constraint',
    above !== undefined && `part of ${above.name}`,
  );
}
const whereText = (where: Expression | undefined): string | undefined => (where === undefined ? undefined : `where ${where.text}`);

export const sequences = (catalog: Catalog, table: string): readonly string[] =>
  catalog
    .sequencesOf(tableOf(catalog, table).id)
    .map(({ name, ownedBy, identity, type }) => parts(name, type, ownedBy?.column, identity && 'identity'));

/** All relations as `kind name`, without indexes. */
export const relations = (catalog: Catalog): readonly string[] =>
  catalog
    .relations()
    .filter(({ kind }) => kind !== 'index')
    .map(({ kind, schema, name }) => `${kind} ${schema}.${name}`);

export const presence = (catalog: Catalog, name: string): string => {
  const [schema, relation] = name.includes('.') ? name.split('.') : [undefined, name];
  return catalog.presence({ schema, name: relation ?? '' });
};

export const reads = (catalog: Catalog, view: string): readonly string[] => {
  const found = catalog.find({ schema: undefined, name: view });
  return found?.kind === 'view' || found?.kind === 'matview'
    ? found.reads.map(({ relation, columns: on }) => `${catalog.get(relation)?.name ?? '?'}(${on.join()})`)
    : [];
};
