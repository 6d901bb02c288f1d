import { made, plainOf, type Text } from '../../../code/text.ts';
import { handle, type Call, type Value } from '../../../code/value.ts';
import { method } from '../members.ts';
import { dotted } from '../quote.ts';
import type { Reader } from '../reader.ts';

const VIEWS: { readonly [member: string]: string } = {
  createView: 'create view',
  createViewOrReplace: 'create or replace view',
  createMaterializedView: 'create materialized view',
};
const CHECKS: { readonly [member: string]: string } = {
  checkOption: ' with check option',
  localCheckOption: ' with local check option',
  cascadedCheckOption: ' with cascaded check option',
};

/** `createView(name, (view) => { view.columns([…]); view.as(query); })`; undefined where another method is called. */
export function viewStatement(member: string, call: Call, schema: string | undefined, reader: Reader): Text | undefined {
  const head = VIEWS[member];
  if (head === undefined) return undefined;
  const [name, callback] = call.args;
  let columns = '';
  let query: string | undefined;
  let check = '';
  const view: Value = handle('view', call.at, {
    get: (own, place) =>
      method(`view.${own}`, place, (inner) => {
        const [first] = inner.args;
        if (own === 'columns') columns = ` (${reader.strings(first, inner).map(dotted).join(', ')})`;
        else if (own === 'as' && first?.kind === 'handle' && first.sql !== undefined) query = plainOf(first.sql);
        else if (CHECKS[own] !== undefined) check = CHECKS[own];
        else
          reader.fail(inner.at, own === 'as' ? 'the query of the view is not written as SQL' : `sqlsafe does not know \`${inner.name}\``);
        return view;
      }),
  });
  if (callback?.kind === 'function') call.machine.invoke(callback, [view], call.at, view);
  if (query === undefined) reader.fail(call.at, 'the query of the view is not written here');
  const full = reader.string(name, call);
  return made(`${head} ${dotted(schema === undefined ? full : `${schema}.${full}`)}${columns} as ${query ?? ''}${check}`, call.at);
}
