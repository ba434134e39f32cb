/** What the dialog shows, one at a time: the form, how a call stands, and whatever else a visitor may choose instead. */

export interface View {
  node: HTMLElement;
  focus: () => void;
}
