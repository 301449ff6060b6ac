// Short messages at the edge of the page. A notice may carry an action; `expired` runs when it closes without that action, also when the
// page goes away first.
import { createStore } from "zustand/vanilla";

export interface Notice {
  id: number;
  text: string;
  action?: { label: string; run: () => void };
  expired?: () => void;
}

export type Notices = ReturnType<typeof createNotices>;

export function createNotices() {
  const store = createStore<{ notices: Notice[] }>(() => ({ notices: [] }));
  let lastId = 0;

  function take(id: number): Notice | undefined {
    const notice = store.getState().notices.find((candidate) => candidate.id === id);
    store.setState(({ notices }) => ({ notices: notices.filter((candidate) => candidate.id !== id) }));
    return notice;
  }

  return {
    store,
    show: (notice: Omit<Notice, "id">) => store.setState(({ notices }) => ({ notices: [...notices, { ...notice, id: ++lastId }] })),
    act: (id: number) => take(id)?.action?.run(),
    close: (id: number) => take(id)?.expired?.(),
    closeAll: () => store.getState().notices.forEach(({ id }) => take(id)?.expired?.()),
  };
}
