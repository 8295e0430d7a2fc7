import { useMemo } from 'react';
import type { AnswerActions } from './answer.tsx';
import { drafts } from './drafts.ts';
import type { OpenConversation } from './open-conversation.ts';
import type { QuestionActions } from './question.tsx';
import type { Row } from './rows.ts';

/** What is sent where an answer broke off; it begins where the answer ended. */
const GO_ON = 'Please continue exactly where you stopped.';

/** What the messages of a conversation can be asked to do; the same functions as long as it is open. */
export function useActions(
  conversation: OpenConversation,
  setDraft: (draft: string) => void,
): AnswerActions & QuestionActions {
  return useMemo(
    () => ({
      retry: (row: Row) => {
        const question = questionOf(conversation, row);
        if (question?.parent !== undefined) {
          conversation.send(question.text, { parent: question.parent, media: question.media });
        }
      },
      goOn: () => conversation.send(GO_ON),
      resend: (row: Row, text: string) => {
        if (row.parent !== undefined) conversation.send(text, { parent: row.parent, media: row.media });
      },
      takeBack: (row: Row) => {
        const text = conversation.takeBack(row.key);
        const typed = drafts.get(conversation.id) ?? '';
        // What has been typed since is not to be lost for it.
        if (text !== null) setDraft(typed.trim() === '' ? text : `${text}\n\n${typed}`);
      },
    }),
    [conversation, setDraft],
  );
}

function questionOf(conversation: OpenConversation, answer: Row): Row | undefined {
  const { stored, live } = conversation.view.get();
  const rows = [...stored, ...live];
  return rows.findLast((row) => row.role === 'user' && (row.id === answer.parent || row.turn === answer.turn));
}
