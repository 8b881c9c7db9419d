/** Is a finding there, absent, or only talked about? NegEx with lists, and question-and-answer dialogue. */
import type { Sentence, Token } from "./tokens.ts";

const ABSENT_BEFORE = new Set(
  "no not denies denied deny denying without never negative absence absent free neither nor none isn't wasn't doesn't didn't don't hasn't haven't hadn't can't cannot lacks lacking unremarkable".split(
    " ",
  ),
);
const ABSENT_AFTER = new Set("absent denied negative none resolved excluded".split(" "));
/** Where a negation ends. Commas do not end it: "denies fever, chills or cough" denies all three. */
const STOP = new Set(
  "but however although though except which who has had presents presented reports reported complains complaining endorses endorsed with developed is are was were shows showed reveals revealed started given underwent feels felt ; : ?".split(
    " ",
  ),
);
const UNSURE = new Set(
  "if should unless possible possibly probable probably suspected suspect suspicion rule might may could risk watch monitor mother father brother sister family maternal paternal parents uncle aunt grandmother grandfather prevent avoid return".split(
    " ",
  ),
);
const YES = new Set("yes yeah yep yup correct right sure absolutely definitely".split(" "));
const NO = new Set("no nope nah never not none".split(" "));
/** Long enough for a list of a dozen denied findings. */
const REACH = 40;

/** True: present. False: absent. Null: asked, hypothetical, family. */
export function polarityOf(sentence: Sentence, at: number, next: number, after: Sentence | undefined): boolean | null {
  const { tokens } = sentence;
  // "Anything on the rash?" takes the rash for granted; only "any rash?" asks for it.
  if (sentence.question) return /^(?:the|your|this|that|his|her|my)$/.test(tokens[at - 1]?.text ?? "") ? null : answerOf(after);
  let absent = false;
  for (let back = at - 1; back >= Math.max(0, at - REACH); back--) {
    const word = tokens[back]?.text ?? "";
    if (UNSURE.has(word)) return null;
    if (STOP.has(word) && !isDenial(tokens, back)) break;
    if (ABSENT_BEFORE.has(word) && !isPseudo(tokens, back)) {
      absent = true;
      break;
    }
  }
  return !(absent || absentAfter(tokens, next));
}

/** "has not had fever", "no problems with breathing": these words do not cut off their own negation. */
function isDenial(tokens: readonly Token[], at: number): boolean {
  return /^(?:no|not|never|hasn't|haven't|hadn't|denies|denied|problems?|difficulty|difficulties|trouble|issues?|associated)$/.test(
    tokens[at - 1]?.text ?? "",
  );
}

/** "not only", "no change in", "no improvement of" leave the finding there. */
function isPseudo(tokens: readonly Token[], at: number): boolean {
  return /^(?:only|just|change|improvement|relief|better|doubt)$/.test(tokens[at + 1]?.text ?? "");
}

/** "fever: no", "fever absent", "chest pain was denied", "was ruled out". */
function absentAfter(tokens: readonly Token[], from: number): boolean {
  const words = tokens.slice(from, from + 4).map((token) => token.text);
  const stop = words.findIndex((word) => word === "," || word === ";" || word === "and");
  const near = stop < 0 ? words : words.slice(0, stop);
  if (near[0] === ":" && (near[1] === "no" || near[1] === "none")) return true;
  if (near.includes("ruled") && near.includes("out")) return true;
  return near.some((word) => ABSENT_AFTER.has(word)) || (/^(?:is|was|are|were|has|have)$/.test(near[0] ?? "") && near[1] === "not");
}

function answerOf(after: Sentence | undefined): boolean | null {
  const first = after?.tokens.slice(0, 5).map((token) => token.text) ?? [];
  // The speaker's name may stand before the answer: "Patient: no".
  const words = first[1] === ":" ? first.slice(2) : first;
  const word = words.find((one) => !/^(?:,|um|uh|oh|well|so)$/.test(one)) ?? "";
  if (YES.has(word)) return true;
  return NO.has(word) ? false : null;
}
