/** What a channel gave back. `ref` is whatever the adapter needs to edit the message; null when it cannot. */
export interface Receipt {
  ref: Record<string, string> | null;
  /** The channel said it has the message (true) or only that it took it over (false: 202, queued). */
  confirmed: boolean;
}
