import { byCommand } from '../by-command.ts';
import type { PreflightCheck } from '../check.ts';

export const monitoring: PreflightCheck = {
  id: 'monitoring',
  asks: 'Would somebody see it go wrong?',
  source: 'https://www.postgresql.org/docs/current/monitoring.html',
  ask: (subject) =>
    byCommand(
      subject.wishes.monitorCheck,
      'monitor-check',
      subject,
      'Bring the monitoring back before something is changed that it should see.',
    ),
};
