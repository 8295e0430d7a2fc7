import './messages.css';
import { memo } from 'react';
import { Answer, type AnswerActions } from './answer.tsx';
import { Question, type QuestionActions } from './question.tsx';
import type { Row } from './rows.ts';

export interface MessagesProps {
  readonly rows: readonly Row[];
  /** Keys of the newest message and answer of the conversation, wherever they stand. */
  readonly lastQuestion: string | null;
  readonly lastAnswer: string | null;
  readonly speaker: string;
  readonly assistant: string;
  readonly actions: AnswerActions & QuestionActions;
}

/** Rows that change together. Thousands of stored ones cost nothing while an answer below them grows. */
export const Messages = memo(function Messages({
  rows,
  lastQuestion,
  lastAnswer,
  speaker,
  assistant,
  actions,
}: MessagesProps) {
  return rows.map((row) =>
    row.role === 'user' ? (
      <Question key={row.key} row={row} isLast={row.key === lastQuestion} actions={actions} />
    ) : (
      <Answer
        key={row.key}
        row={row}
        isLast={row.key === lastAnswer}
        speaker={speaker}
        assistant={assistant}
        actions={actions}
      />
    ),
  );
});
