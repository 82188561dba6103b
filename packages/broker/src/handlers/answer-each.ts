/**
 * Asks for an answer to each item, now or later and in any order, and hands over all answers in the order of the items when the
 * last one is there; at once where there are none.
 *
 * @param ask Calls `done` exactly once.
 */
export function answerEach<Item, Answer>(
  items: readonly Item[],
  ask: (item: Item, done: (answer: Answer) => void) => void,
  done: (answers: readonly Answer[]) => void,
): void {
  const answers: Answer[] = [];
  // One more than there are items: nobody is answered before all have been asked.
  let open = items.length + 1;
  const finish = () => {
    if (--open === 0) done(answers);
  };
  items.forEach((item, index) => {
    ask(item, (answer) => {
      answers[index] = answer;
      finish();
    });
  });
  finish();
}
