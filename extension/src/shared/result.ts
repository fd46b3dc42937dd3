/** What the server answers for a draft; offsets count UTF-16 code units, as JavaScript strings do. */

export const CATEGORIES = ["defensive", "blame", "missing_apology"] as const;
export type Category = (typeof CATEGORIES)[number];
export type Scores = Record<Category, number>;

export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface Suggestion extends Span {
  readonly text: string;
  readonly scores: Scores;
}

export interface Finding extends Span {
  readonly text: string;
  readonly category: Category;
  readonly kind: string;
  readonly score: number;
  readonly message: string;
  readonly why: string;
  readonly suggestions: readonly Suggestion[];
}

export interface Hint {
  readonly kind: string;
  readonly message: string;
}

export interface Result {
  readonly language: string;
  readonly scores: Scores;
  readonly flags: readonly Category[];
  readonly findings: readonly Finding[];
  readonly hints: readonly Hint[];
}

export function isCategory(name: string): name is Category {
  return (CATEGORIES as readonly string[]).includes(name);
}
