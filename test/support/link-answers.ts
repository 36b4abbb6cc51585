/** A link as its run knows it. */
interface Known {
  number: number;
  block: string;
  /** The how-many-th wait at that block it is for. */
  visit: number;
}

/** A wait that was let go on by the link of that number: at which block, and the how-many-th there. */
export interface LinkAnswer {
  number: number;
  block: string;
  visit: number;
}

/** What is wrong with that in one run: a link answers its own visit, once. */
export function* strayAnswers(links: readonly Known[], answers: readonly LinkAnswer[]): Generator<string> {
  for (const number of new Set(answers.map((answer) => answer.number))) {
    const own = answers.filter((answer) => answer.number === number);
    if (own.length > 1) yield `link ${number} answered ${own.length} waits`;
    const link = links.find((each) => each.number === number);
    for (const { block, visit } of own) {
      if (link?.visit !== visit || link.block !== block)
        yield `link ${number} answered visit ${visit} of ${block}`;
    }
  }
}
