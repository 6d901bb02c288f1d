import type { Catalog, Relation } from '../../../model/catalog.ts';
import { bytesText, rowsText } from '../../../model/amount.ts';
import type { Piece } from '../../../model/duration.ts';
import type { Effect, Effects } from '../../../model/effect.ts';
import type { Expression } from '../../../model/expression.ts';
import type { Operation } from '../../../model/operation.ts';
import type { Size, Sizes } from '../../../model/stats.ts';
import { isTable } from '../context.ts';
import { builtKeys, type BuiltKeys } from './keys.ts';
import { build, copy, indexBytes, lookUp, range, rebuild, rewrite, scan, sum, type Work } from './work.ts';

/** What an operation works on, with how long that takes; undefined where a size or the price of a row is not known. */
export function piecesOf(op: Operation, { relations, fails }: Effects, before: Catalog, sizes: Sizes): readonly Piece[] | undefined {
  if (fails?.certain === true) return [];
  const worked = relations.filter((effect) => effect.work !== 'none' && effect.kind !== 'index');
  if (worked.length === 0) return [];
  if (!isPriced(op, before)) return undefined;
  const roots = rootsOf(op, worked, relations, before);
  if (isLookUp(op, before)) return lookUps(op, roots, before, sizes);
  const pieces: Piece[] = [];
  for (const root of roots) {
    const size = sizes.of(root, before);
    const piece = size === undefined ? undefined : pieceOf(op, root, size, relations, before);
    if (piece === undefined) return undefined;
    pieces.push(piece);
  }
  return pieces;
}

/** Nothing tells how long a query takes, or a function of the project's own. */
function isPriced(op: Operation, before: Catalog): boolean {
  if (op.kind === 'refresh-matview' || op.kind === 'create-table') return false;
  return !expressionsOf(op).some((each) => each.relations.length > 0 || each.calls.some(({ name }) => before.functions(name).length > 0));
}

function expressionsOf(op: Operation): readonly Expression[] {
  switch (op.kind) {
    case 'add-check':
    case 'set-expression':
      return [op.expression];
    case 'alter-column-type':
      return op.using === undefined ? [] : [op.using];
    case 'add-column': {
      const { default: value, generated } = op.definition;
      return [value, generated?.expression].filter((each) => each !== undefined);
    }
    case 'create-index':
      return [...op.keys.map(({ expression }) => expression), op.where].filter((each) => each !== undefined);
    default:
      return [];
  }
}

type Root = Pick<Effect, 'id' | 'schema' | 'name' | 'work'>;

/**
 * Partitions are counted with the topmost table that the statement locks for them: the history may not know all of them. ATTACH and DETACH
 * work on the partitions that they name.
 */
function rootsOf(op: Operation, worked: readonly Effect[], all: readonly Effect[], before: Catalog): readonly Root[] {
  if (op.kind === 'attach-partition' || op.kind === 'detach-partition') return worked;
  const roots = new Map<string, Root>();
  for (const effect of worked) {
    let root: Root = effect;
    for (let above = parentOf(root, before); above !== undefined; above = parentOf(root, before)) {
      const { id, schema, name } = above;
      if (!all.some((each) => each.id === id)) break;
      root = { id, schema, name, work: effect.work };
    }
    roots.set(`${keyOf(root)} ${root.work}`, root);
  }
  return [...roots.values()];
}

const keyOf = ({ id, schema, name }: Root): string => (id === undefined ? `${schema}.${name}` : String(id));

function parentOf({ id }: Root, before: Catalog): Relation | undefined {
  const table = id === undefined ? undefined : before.get(id);
  return isTable(table) && table.partitionOf !== undefined ? before.get(table.partitionOf.parent) : undefined;
}

// ---------------------------------------------------------------------------------------- foreign keys

function isLookUp(op: Operation, before: Catalog): boolean {
  if (op.kind === 'add-foreign-key') return true;
  if (op.kind !== 'validate-constraint' && op.kind !== 'alter-constraint') return false;
  return before.table(op.table)?.constraints.find(({ name }) => name === op.constraint)?.kind === 'foreign-key';
}

/** The first is the referencing table; the size of the referenced one helps, but is not needed. */
function lookUps(op: Operation, [first, ...others]: readonly Root[], before: Catalog, sizes: Sizes): readonly Piece[] | undefined {
  const size = first === undefined ? undefined : sizes.of(first, before);
  if (first === undefined || size === undefined) return undefined;
  const [other] = others;
  const name = op.kind === 'add-foreign-key' ? op.references.name : other?.name;
  const referenced = other === undefined ? undefined : sizes.of(other, before);
  const text = `${rowsOf(size)} to look up${name === undefined ? '' : ` in ${name}`}`;
  return [piece(first, 'other', lookUp(size, referenced), text, size)];
}

// ---------------------------------------------------------------------------------------- all others

function pieceOf(op: Operation, root: Root, size: Size, all: readonly Effect[], before: Catalog): Piece | undefined {
  if (op.kind === 'move-tablespace' || (op.kind === 'alter-relation' && op.action === 'set-tablespace')) {
    return piece(root, 'other', copy(size), `${bytesText(size.heapBytes + size.toastBytes)} to copy`, size);
  }
  switch (root.work) {
    case 'rewrite': {
      const indexes = size.indexes.length === 0 ? '' : `, with ${countText(size.indexes.length)}`;
      return piece(root, 'rewrite', rewrite(size), `${bytesText(size.heapBytes + size.toastBytes)} to write anew${indexes}`, size);
    }
    case 'scan':
      return piece(root, 'scan', scan(size), `${rowsOf(size)}, ${bytesText(size.heapBytes)}, to read`, size);
    case 'build': {
      const built = builtKeys(op, before);
      if (built !== undefined) return newIndex(root, size, built);
      // Which indexes a new partition lacks is not told by sizes.
      return op.kind === 'reindex' || op.kind === 'alter-column-type' ? rebuilt(op, root, size, all) : undefined;
    }
    case 'none':
      return undefined;
  }
}

/** Low where its keys come out cheapest, high where they come out dearest. */
function newIndex(root: Root, size: Size, { keys, partial, measured }: BuiltKeys): Piece {
  const [fast, slow] = [keys.map((key) => key ?? 'int8'), keys.map((key) => key ?? 'text')];
  const low = partial ? scan(size) : build(size, fast);
  const bytes = indexBytes(size.rows, slow);
  const text = `an index${measured ? '' : ' of a kind that was not measured'} to build over ${rowsOf(size)}`;
  const made = { ...piece(root, 'other', build(size, slow, bytes), text, size), secondsLow: range(low).secondsLow };
  return measured ? made : { ...made, secondsHigh: made.secondsHigh * UNMEASURED };
}
/** GIN and GiST put in row after row; so many times longer than sorting, in the worst case. */
const UNMEASURED = 10;

/** Indexes that are there, by their names; those of partitions are not told apart by the name of the parent's. */
function rebuilt(op: Operation, root: Root, size: Size, all: readonly Effect[]): Piece | undefined {
  const named = new Set(all.filter(({ kind, work }) => kind === 'index' && work !== 'none').map(({ name }) => name));
  const whole = op.kind === 'reindex' && op.scope !== 'index';
  const indexes = whole ? size.indexes : size.indexes.filter(({ name }) => named.has(name));
  if (indexes.length === 0 || (!whole && indexes.length < named.size)) return undefined;
  const bytes = indexes.reduce((total, index) => total + index.bytes, 0);
  const work: Work = sum(indexes.map((index) => rebuild(size, index)));
  return piece(root, 'other', work, `${countText(indexes.length)} to build anew, ${bytesText(bytes)}`, size);
}

const piece = (root: Root, kind: Piece['kind'], work: Work, text: string, { writesPerSecond }: Size): Piece => ({
  table: keyOf(root),
  kind,
  ...range(work),
  text,
  writesPerSecond,
});

const rowsOf = ({ rows, rowsKnown }: Size): string => (rowsKnown ? rowsText(rows) : `perhaps ${rowsText(rows)}`);
const countText = (count: number): string => (count === 1 ? '1 index' : `${count} indexes`);
