import { redact } from '../../report/redact.ts';
import type { DatabaseRequest } from './request.ts';

/** A text of a command, or of what it printed, as it may be shown: without the passwords that this run knows, and what looks like one. */
export const hiding =
  ({ secrets }: Pick<DatabaseRequest, 'secrets'>) =>
  (text: string): string =>
    redact(secrets.reduce((shown, secret) => shown.replaceAll(secret, '***'), text));
