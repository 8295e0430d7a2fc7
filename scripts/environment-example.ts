import { VARIABLES } from '../packages/server/src/config/variables.ts';

/** The text of `.env.example`: every variable that the server reads, commented out, with its default where it has one. */
export function environmentExample(): string {
  const entries = Object.values(VARIABLES).map(
    ({ name, default: fallback, meaning }) => `# ${meaning}\n# ${name}=${fallback ?? ''}\n`,
  );
  return `# Copy to .env and uncomment what you need. Variables that are exported already win over this file.\n\n${entries.join('\n')}`;
}
