import type { Call, Value } from '../../code/value.ts';
import { codeLayout } from './code-layout.ts';
import { harmless, method, NOWHERE, send } from './members.ts';

export const mikroOrm = codeLayout({
  name: 'mikro-orm',
  open() {
    let transactional = true;
    const addSql = method('this.addSql', NOWHERE, (call: Call): Value => send(call.args[0], call));
    return {
      modules: () => undefined,
      argumentsOf: () => [],
      inherited: new Map<string, Value>([
        ['addSql', addSql],
        ['execute', addSql],
        ['reset', method('this.reset', NOWHERE, harmless)],
      ]),
      inTransaction(members) {
        const own = members.get('isTransactional');
        if (own?.kind === 'function' && own.node.body.type === 'BlockStatement') {
          const [first] = own.node.body.body;
          if (first?.type === 'ReturnStatement' && first.argument?.type === 'BooleanLiteral') transactional = first.argument.value;
        }
        return transactional;
      },
    };
  },
});
