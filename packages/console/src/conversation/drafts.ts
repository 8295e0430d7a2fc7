/** What has been typed and not sent, by conversation, or by assistant before there is one. */
export const drafts = new Map<string, string>();
