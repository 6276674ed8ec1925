/** Why a keyword deserves a second look. */
export type RemarkKind =
  | 'too common'
  | 'too short'
  | 'no context'
  | 'misspelt handle'
  | 'excludes most'
  | 'never found'
  | 'always together';

/** A keyword that works and does hardly what was meant, with what to do about it. */
export interface Remark {
  kind: RemarkKind;
  message: string;
  remedy: string;
}
