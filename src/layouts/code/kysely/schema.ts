import { made, plainOf, type Text } from '../../../code/text.ts';
import { handle, type Call, type Value } from '../../../code/value.ts';
import { method } from '../members.ts';
import { identifier, quoted } from '../quote.ts';
import { createReader, type Reader } from '../reader.ts';
import { builder, type Chain } from './builder.ts';
import { inSchema } from './names.ts';
import { createIndex } from './create-index.ts';
import { alterTable, createTable } from './table.ts';

/** Chains of which each method adds a word or two. `words`: what stands before and after the name, by method. */
function simple(
  begun: Call,
  reader: Reader,
  what: {
    readonly head: string;
    readonly middle?: string;
    readonly name: string;
    readonly words: { readonly [method: string]: 'if' | 'tail' };
  },
): Value {
  const said = { if: '', tail: '' };
  const WORDS: { readonly [method: string]: string } = {
    ifExists: ' if exists',
    ifNotExists: ' if not exists',
    cascade: ' cascade',
    concurrently: ' concurrently',
    withNoData: ' with no data',
  };
  return builder(
    begun,
    {
      step(member) {
        const place = what.words[member];
        if (place === undefined) return false;
        said[place] = WORDS[member] ?? '';
        return true;
      },
      text: () => made(`${what.head}${said.if} ${what.name}${said.tail}`, begun.at),
    },
    reader,
  );
}

const DROPS: { readonly [member: string]: string } = {
  dropTable: 'drop table',
  dropIndex: 'drop index',
  dropType: 'drop type',
};

/** `db.schema`. Source: kysely 0.28, schema/schema.js */
export function schemaModule(at: Value['at'], schema?: string): Value {
  return handle('db.schema', at, {
    get: (member, place) => method(`db.schema.${member}`, place, (call) => started(member, call, schema)),
  });
}

function started(member: string, call: Call, schema: string | undefined): Value {
  const reader = createReader(call.machine);
  const [first] = call.args;
  const name = (): string => inSchema(reader.string(first, call), schema);
  const drop = DROPS[member];
  if (drop !== undefined) return simple(call, reader, { head: drop, name: name(), words: { ifExists: 'if', cascade: 'tail' } });
  switch (member) {
    case 'withSchema':
      return schemaModule(call.at, reader.optional(first, call));
    case 'withPlugin':
    case 'withoutPlugins':
      return schemaModule(call.at, schema);
    case 'createSchema':
      return simple(call, reader, { head: 'create schema', name: identifier(reader.string(first, call)), words: { ifNotExists: 'if' } });
    case 'dropSchema':
      return simple(call, reader, {
        head: 'drop schema',
        name: identifier(reader.string(first, call)),
        words: { ifExists: 'if', cascade: 'tail' },
      });
    case 'createTable':
      return createTable(call, name(), schema, reader);
    case 'alterTable':
      return alterTable(call, name(), schema, reader);
    case 'createIndex':
      return createIndex(call, schema, reader);
    case 'createType':
      return builder(call, createType(call, name()), reader);
    case 'createView':
      return builder(call, view(call, name()), reader);
    case 'dropView':
      return builder(call, dropView(call, name()), reader);
    case 'refreshMaterializedView': {
      let [concurrently, data] = ['', ' with data'];
      return builder(
        call,
        {
          step(own) {
            if (own === 'concurrently') concurrently = 'concurrently ';
            else if (own === 'withNoData') data = ' with no data';
            else return own === 'withData';
            return true;
          },
          text: () => made(`refresh materialized view ${concurrently}${name()}${data}`, call.at),
        },
        reader,
      );
    }
    default:
      reader.fail(call.at, `sqlsafe does not know \`${call.name}\``);
      return builder(call, { step: () => true, text: () => [] }, reader);
  }
}

function createType(begun: Call, name: string): Chain {
  let values = '';
  return {
    step(member, call, reader) {
      if (member !== 'asEnum') return false;
      values = ` as enum (${reader.strings(call.args[0], call).map(quoted).join(', ')})`;
      return true;
    },
    text: () => made(`create type ${name}${values}`, begun.at),
  };
}

function view(begun: Call, name: string): Chain {
  const said = { replace: '', materialized: '', temporary: '', ifNot: '', columns: '' };
  let query: Text | undefined;
  return {
    step(member, call, reader) {
      const [first] = call.args;
      if (member === 'orReplace') said.replace = 'or replace ';
      else if (member === 'materialized') said.materialized = 'materialized ';
      else if (member === 'temporary') said.temporary = 'temporary ';
      else if (member === 'ifNotExists') said.ifNot = 'if not exists ';
      else if (member === 'columns') said.columns = `(${reader.strings(first, call).map(identifier).join(', ')}) `;
      else if (member === 'as') {
        query = first?.kind === 'handle' ? first.sql : undefined;
        if (query === undefined) reader.fail(call.at, 'the query of the view is not written as SQL');
      } else return false;
      return true;
    },
    text: () =>
      made(
        `create ${said.replace}${said.materialized}${said.temporary}view ${said.ifNot}${name} ${said.columns}as ${plainOf(query ?? [])}`,
        begun.at,
      ),
  };
}

function dropView(begun: Call, name: string): Chain {
  const said = { materialized: '', ifExists: '', cascade: '' };
  return {
    step(member) {
      if (member === 'materialized') said.materialized = 'materialized ';
      else if (member === 'ifExists') said.ifExists = 'if exists ';
      else if (member === 'cascade') said.cascade = ' cascade';
      else return false;
      return true;
    },
    text: () => made(`drop ${said.materialized}view ${said.ifExists}${name}${said.cascade}`, begun.at),
  };
}
