/** What the model tells the claims, in the step that it describes. */
export interface TrackingEvents {
  /** The guest has got through the shadow to a frame. */
  readonly touched: { readonly entry: number; readonly frame: number };
}
