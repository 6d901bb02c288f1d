import { readFacts, refuseReadOnly } from '../../run/session.ts';
import { citusNode, refuseWorker } from '../../session/citus.ts';
import { refusePooler } from '../../session/pooler.ts';
import { ok, stop, type PreflightCheck } from '../check.ts';

export const server: PreflightCheck = {
  id: 'server',
  asks: 'Is it a primary that keeps our session?',
  source: 'https://www.postgresql.org/docs/current/hot-standby.html',
  async ask({ connection, driver, wishes }) {
    const facts = await readFacts(connection);
    const unfit =
      (wishes.leased ? undefined : await refusePooler(connection, facts.pid, driver)) ??
      refuseReadOnly(facts) ??
      refuseWorker(await citusNode(connection, facts.citus));
    return unfit === undefined
      ? ok(wishes.leased ? 'it takes writes' : 'it takes writes, and no pooler stands in between')
      : stop(unfit.text.replace(/\.$/, ''), unfit.hint ?? '');
  },
};
