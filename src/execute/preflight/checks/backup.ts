import { byCommand } from '../by-command.ts';
import type { PreflightCheck } from '../check.ts';

export const backup: PreflightCheck = {
  id: 'backup',
  asks: 'Is there a fresh backup?',
  source: 'https://www.postgresql.org/docs/current/backup.html',
  ask: (subject) => byCommand(subject.wishes.backupCheck, 'backup-check', subject, 'Take a backup, and see that the command finds it.'),
};
