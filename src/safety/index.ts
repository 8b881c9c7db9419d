/** The safety rule engine: load a rule file, judge an answer, test the rules by their own vectors. */
export { type Rule, RuleFile, type Vector } from "../core/safety-rules.ts";
export { type Exchange, type Exemption, evaluate, type Hit, type Judgement } from "./engine.ts";
export { type Normalised, normalise } from "./normalise.ts";
export { loadRules, type RuleSet } from "./rules.ts";
export { type Sentences, type Span, sentences } from "./sentences.ts";
export { runVectors, testRules, type VectorResult } from "./vectors.ts";
