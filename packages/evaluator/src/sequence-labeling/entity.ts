/** A sequence of tokens of one type, from `start` up to but without `end`. */
export interface Entity {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}
