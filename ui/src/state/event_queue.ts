// Gathers events and hands them on once per animation frame: fast models send more deltas than there are frames, and each hand-over is one
// re-render. While held, nothing is handed on (an answer to a request is about to say what the events refer to), for a bounded time.
import type { ServerEvent } from "@/api/types";

export interface Scheduler {
  frame: (run: () => void) => void; // before the next paint, or soon when the page is hidden and never paints
  later: (run: () => void, milliseconds: number) => void;
}

export const browserScheduler: Scheduler = {
  frame: (run) => (document.hidden ? setTimeout(run, 200) : requestAnimationFrame(run)),
  later: (run, milliseconds) => setTimeout(run, milliseconds),
};

const longestHold = 3000;

export class EventQueue {
  private waiting: ServerEvent[] = [];
  private scheduled = false;
  private readonly holds = new Set<symbol>();
  private readonly consume: (events: ServerEvent[]) => void;
  private readonly scheduler: Scheduler;

  constructor(consume: (events: ServerEvent[]) => void, scheduler: Scheduler = browserScheduler) {
    this.consume = consume;
    this.scheduler = scheduler;
  }

  push(event: ServerEvent): void {
    this.waiting.push(event);
    this.schedule();
  }

  // Returns the release; releasing twice is harmless.
  hold(): () => void {
    const token = Symbol("hold");
    this.holds.add(token);
    const release = () => {
      this.holds.delete(token);
      if (this.waiting.length > 0) this.schedule();
    };
    this.scheduler.later(release, longestHold);
    return release;
  }

  clear(): void {
    this.waiting = [];
  }

  private schedule(): void {
    if (this.scheduled || this.holds.size > 0) return;
    this.scheduled = true;
    this.scheduler.frame(() => {
      this.scheduled = false;
      if (this.holds.size > 0 || this.waiting.length === 0) return;
      const events = this.waiting;
      this.waiting = [];
      this.consume(events);
    });
  }
}
