import { parseSync, type Program, Visitor, type VisitorObject } from 'oxc-parser';

/** Parses one TypeScript source and visits it. Throws where the text is not valid, so that no file is passed over. */
export function visitSource(file: string, text: string, visitor: VisitorObject): void {
  new Visitor(visitor).visit(parseSource(file, text));
}

function parseSource(file: string, text: string): Program {
  const { program, errors } = parseSync(file, text);
  const [error] = errors;
  if (error !== undefined) throw new Error(`${file}: ${error.message}`);
  return program;
}
