import type { Requirement } from '../requirement.ts';

/** What the console shows of what assistants and the server know. */
export const consolePanelRequirements: readonly Requirement[] = [
  [
    'guide',
    'The steps of a guide, where the conversation stands and why, and what was collected are shown at all times.',
  ],
  ['citations', 'References of an answer open the document at its page, with the quoted words marked.'],
  ['work', 'The steps of an answer with what each counted, and the tools that it used, are looked up above it.'],
  ['points', 'What is left to spend is shown, and below each answer what it cost.'],
  ['attachments', 'Files are chosen, dropped or pasted, and refused ones say why; they go with the message.'],
  ['memories', 'What is remembered is listed with where it was said, and is corrected and forgotten there.'],
  ['context', 'What the model was shown for an answer is read word for word.'],
  ['documents', 'Documents are added and removed, and the page tells how far reading them is.'],
  ['stream', 'The frames of an answer are shown in any format, and go on without a gap after the connection was cut.'],
  ['curl', 'Requests are copied as commands for curl, without the token.'],
  ['operations', 'A page shows how the server is doing, with recent problems by correlation id.'],
  ['narrow', 'What is shown with each of the five fits a telephone.'],
].map(([name = '', sentence = '']) => ({
  id: `console:panel:${name}`,
  part: 'console',
  source: 'DESIGN.md §3 Layout, console',
  sentence,
}));
