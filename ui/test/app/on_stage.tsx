// The whole page in front of a fake server, ready to be used as a person would.
import { act, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { App } from "@/app/app";
import { FakeEventSource, fakePage } from "../fake_server";

export async function onStage(prepare: (fake: ReturnType<typeof fakePage>) => void = () => {}) {
  const fake = fakePage();
  prepare(fake);
  render(<App page={fake.page} />);
  const user = userEvent.setup();
  await act(async () => {});
  return {
    ...fake,
    user,
    box: () => screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Your message" }),
    // An event of the stream, and the frame that shows it.
    push: (id: number, type: string, data: unknown) =>
      act(async () => {
        FakeEventSource.last.send(id, type, data);
        fake.scheduler.passFrame();
      }),
  };
}
