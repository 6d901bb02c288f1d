import type { Values, Verb } from './completed.ts';

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
const list = (values: Values | undefined): string =>
  values === undefined || values === 'free' || values === 'files' ? '$null' : `@(${values.words.map(quoted).join(', ')})`;

function verbEntry({ name, flags, positional }: Verb): string {
  const entries = flags.flatMap(({ name: flag, alias, describe, values }) =>
    [`--${flag}`, ...(alias === undefined ? [] : [`-${alias}`])].map(
      (written) =>
        `      ${quoted(written)} = @{ Text = ${quoted(describe)}; Takes = $${String(values !== undefined)}; Values = ${list(values)} }`,
    ),
  );
  return `    ${quoted(name)} = @{ Positional = ${list(positional)}; Flags = [ordered]@{
${entries.join('\n')}
    } }`;
}

/** For PowerShell: `sqlsafe completion powershell | Out-String | Invoke-Expression`. Where nothing is offered it completes files. */
export const powershell = (
  verbs: readonly Verb[],
): string => `# sqlsafe for PowerShell: sqlsafe completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName 'sqlsafe' -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $commands = [ordered]@{
${verbs.map(({ name, describe }) => `    ${quoted(name)} = ${quoted(describe)}`).join('\n')}
  }
  $verbs = @{
${verbs.map(verbEntry).join('\n')}
  }
  $offer = {
    param($word, $text)
    [System.Management.Automation.CompletionResult]::new($word, $word, 'ParameterValue', $(if ($text) { $text } else { $word }))
  }
  $words = @($commandAst.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object { $_.ToString() })
  $verb = 'check'
  if ($words.Count -gt 1 -and $verbs.ContainsKey($words[1])) { $verb = $words[1] }
  if ($words.Count -le 1 -and $wordToComplete -notlike '-*') {
    $commands.Keys | Where-Object { $_ -like "$wordToComplete*" } | ForEach-Object { & $offer $_ $commands[$_] }
    return
  }
  $flags = $verbs[$verb].Flags
  $before = if ($words.Count -gt 0) { $words[-1] } else { '' }
  if ($flags.Contains($before) -and $flags[$before].Takes) {
    $flags[$before].Values | Where-Object { $_ -and $_ -like "$wordToComplete*" } | ForEach-Object { & $offer $_ }
    return
  }
  if ($wordToComplete -like '-*') {
    $flags.Keys | Where-Object { $_ -like "$wordToComplete*" } | ForEach-Object { & $offer $_ $flags[$_].Text }
    return
  }
  $verbs[$verb].Positional | Where-Object { $_ -and $_ -like "$wordToComplete*" } | ForEach-Object { & $offer $_ }
}
`;
