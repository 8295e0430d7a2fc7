import { answerText, type Order } from './answer.ts';

/** Follows one answer and refuses it at the first character that was not sent. */
export interface AnswerCheck {
  /** Takes the next piece; throws where it does not continue the answer. */
  take(content: string): void;
  /** Throws where the answer is not whole. */
  finish(): void;
}

export function checkAnswer(order: Order): AnswerCheck {
  const expected = answerText(order);
  let at = 0;
  return {
    take(content) {
      if (!expected.startsWith(content, at)) {
        const wanted = JSON.stringify(expected.slice(at, at + content.length));
        throw new Error(`answer ${order.seed}: ${JSON.stringify(content)} at character ${at} instead of ${wanted}`);
      }
      at += content.length;
    },
    finish() {
      if (at !== expected.length) {
        throw new Error(`answer ${order.seed}: ${at} of ${expected.length} characters arrived`);
      }
    },
  };
}
