// @vitest-environment node
import { expect, test, vi } from "vitest";
import type { ServerEvent } from "@/api/types";
import { EventQueue } from "@/state/event_queue";
import { ManualScheduler } from "../fake_server";

const event = (id: number): ServerEvent => ({ id, type: "models.changed" });

test("events of one frame are handed on together, in order", () => {
  const scheduler = new ManualScheduler();
  const consume = vi.fn();
  const queue = new EventQueue(consume, scheduler);
  [1, 2, 3].forEach((id) => queue.push(event(id)));
  expect(scheduler.frames).toHaveLength(1);
  scheduler.passFrame();
  expect(consume.mock.calls).toEqual([[[event(1), event(2), event(3)]]]);
});

test("while held nothing is handed on; after the release, or at most three seconds, everything", () => {
  const scheduler = new ManualScheduler();
  const consume = vi.fn();
  const queue = new EventQueue(consume, scheduler);
  queue.hold();
  queue.push(event(1));
  scheduler.passFrame();
  expect(consume).not.toHaveBeenCalled();
  expect(scheduler.timers[0]!.milliseconds).toBe(3000);
  scheduler.passTimers();
  scheduler.passFrame();
  expect(consume).toHaveBeenCalledTimes(1);
});

test("a hold that begins after the frame was asked for still holds", () => {
  const scheduler = new ManualScheduler();
  const consume = vi.fn();
  const queue = new EventQueue(consume, scheduler);
  queue.push(event(1));
  const release = queue.hold();
  scheduler.passFrame();
  expect(consume).not.toHaveBeenCalled();
  release();
  scheduler.passFrame();
  expect(consume).toHaveBeenCalledTimes(1);
});
