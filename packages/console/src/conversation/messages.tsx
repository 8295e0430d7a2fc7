import './messages.css';
import { memo } from 'react';
import { Answer, type AnswerActions } from './answer.tsx';
import { Question, type QuestionActions } from './question.tsx';
import type { Row } from './rows.ts';

interface MessagesProps {
  readonly rows: readonly Row[];
  readonly speaker: string;
  readonly assistant: string;
  readonly actions: AnswerActions & QuestionActions;
}

/** Rows that change together. Thousands of stored ones cost nothing while an answer below them grows. */
export const Messages = memo(function Messages({ rows, speaker, assistant, actions }: MessagesProps) {
  return rows.map((row) =>
    row.role === 'user' ? (
      <Question key={row.key} row={row} actions={actions} />
    ) : (
      <Answer key={row.key} row={row} speaker={speaker} assistant={assistant} actions={actions} />
    ),
  );
});
