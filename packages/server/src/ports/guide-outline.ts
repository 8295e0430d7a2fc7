/** A guide as a page shows it: its steps in order, and what is collected on the way. */
export interface GuideOutline {
  readonly title: string;
  readonly steps: readonly { readonly id: string; readonly title: string; readonly goal: string }[];
  readonly slots: readonly { readonly name: string; readonly title: string }[];
}
