/** Whether this process takes new work. */
export interface Lifecycle {
  isDraining(): boolean;
  /** From now on `/readyz` says no, so that a balancer sends requests elsewhere. Cannot be taken back. */
  startDraining(): void;
}

export function createLifecycle(): Lifecycle {
  let draining = false;
  return {
    isDraining: () => draining,
    startDraining: () => {
      draining = true;
    },
  };
}
