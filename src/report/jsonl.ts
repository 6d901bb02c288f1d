import type { Report } from '../model/report.ts';
import { jsonText } from './json-text.ts';

/** A finding a line, each as it is in the JSON report; nothing where there are none. */
export const renderJsonLines = ({ findings }: Report): string => findings.map((finding) => `${jsonText(finding)}\n`).join('');
