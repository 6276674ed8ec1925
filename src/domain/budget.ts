/** Money and posts a source may still spend. An adapter asks before a call and settles by what came back. */
export interface Budget {
  /**
   * Sets aside what the next call may cost at most.
   *
   * @returns how many posts may be asked for now, at most `wanted`; 0 = not now
   */
  reserve(wanted: number): Promise<number>;
  /** Books the posts that came back, by id: the same post is paid once per UTC day. Frees the rest of the reservation. */
  settle(reserved: number, externalIds: string[]): Promise<void>;
}
