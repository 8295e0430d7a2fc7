import { VARIABLES, type Variable } from '../../packages/server/src/config/variables.ts';
import { GROUPS, type Entry, type Group } from './groups.ts';
import { acceptedBy } from './refusal.ts';

const HEAD = `<!-- Made by "node scripts/write-environment-example.ts" from packages/server/src/config/variables.ts. -->

# Configuration

Everything is set by environment variables, or by lines of a \`.env\` file in the working directory; exported variables
win, and an empty value counts as unset. All are read once, at start. A value that cannot be used stops the start with
exit code 78 and one line that names the variable, says what it takes, and never repeats a secret:

\`\`\`text
PORT must be a whole number from 0 to 65535, not "eighty"
\`\`\`

\`npm start -- --help\` prints this list too, and [.env.example](../.env.example) is a file to start from.`;

/** The text of docs/configuration.md: every variable, by what it is for, as a table for each group. */
export function configurationPage(): string {
  return `${[HEAD, contents(), ...GROUPS.map(section)].join('\n\n')}\n`;
}

/** Names of variables that no group lists, or that two list. */
export function misplacedVariables(): readonly string[] {
  const placed = GROUPS.flatMap(({ entries }) => entries.map(({ key }) => VARIABLES[key].name));
  const all = Object.values(VARIABLES).map(({ name }) => name);
  return all.filter((name) => placed.filter((other) => other === name).length !== 1);
}

function contents(): string {
  return GROUPS.map(({ title, entries }) => {
    const names = entries.map(({ key }) => `\`${VARIABLES[key].name}\``).join(', ');
    return `- [${title}](#${anchorOf(title)}): ${names}`;
  }).join('\n');
}

function section({ title, about, entries }: Group): string {
  const rows = entries.map((entry) => row(VARIABLES[entry.key], entry));
  return `## ${title}

${about}

| variable | meaning | takes | default | example |
|---|---|---|---|---|
${rows.join('\n')}`;
}

function row(variable: Variable<unknown>, { unit, example }: Entry): string {
  const cells = [
    `\`${variable.name}\``,
    `${variable.meaning}${variable.secret ? ' Secret: kept out of logs and messages.' : ''}`,
    takes(variable, unit),
    variable.default === null || variable.default === '' ? 'unset' : `\`${variable.default}\``,
    `\`${example}\``,
  ];
  // A bar would end the cell, and what looks like a tag would not be shown.
  const shown = cells.map((cell) => (cell.startsWith('`') ? cell : cell.replaceAll('<', '&lt;')));
  return `| ${shown.map((cell) => cell.replaceAll('|', String.raw`\|`)).join(' | ')} |`;
}

function takes(variable: Variable<unknown>, unit: string | undefined): string {
  const accepted = acceptedBy(variable) ?? 'text';
  return unit === undefined ? accepted : `${accepted}, ${unit}`;
}

function anchorOf(title: string): string {
  return title.toLowerCase().replaceAll(' ', '-');
}
