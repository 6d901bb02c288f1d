// Passwords in addresses, and values of what is called a secret: a command line or a tool's words may hold them.
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/(\b[a-z][\w+.-]*:\/\/[^\s:@/'"]*):[^\s@'"]+@/gi, '$1:***@'],
  [
    /((?:^|[\s'"?&;,-])[\w-]*(?:password|passwd|pwd|secret|token|api[_-]?key|credentials?)[\w-]*["']?\s*[=:]\s*)(?:"[^"]*"|'[^']*'|[^\s'"&,;]+)/gim,
    '$1***',
  ],
  [/(--?[\w-]*(?:password|passwd|secret|token|api-?key)[\w-]*\s+)(?!-)(?:"[^"]*"|'[^']*'|\S+)/gi, '$1***'],
];

/** A text that may be shown: what looks like a secret is hidden. */
export const redact = (text: string): string => PATTERNS.reduce((shown, [pattern, by]) => shown.replace(pattern, by), text);
