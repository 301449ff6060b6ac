// Follows the end of a growing conversation, but only for a reader who is there (within 64 px of it). Whoever scrolls up is left in peace
// and told that there is more below.
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";

const nearEnd = 64;

export interface Follow {
  scroller: RefObject<HTMLDivElement | null>;
  content: RefObject<HTMLDivElement | null>;
  newBelow: boolean;
  toEnd: () => void;
}

export function useFollow(): Follow {
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const following = useRef(true);
  const [newBelow, setNewBelow] = useState(false);

  const toEnd = useCallback(() => {
    following.current = true;
    setNewBelow(false);
    scroller.current?.scrollTo({ top: scroller.current.scrollHeight });
  }, []);

  useLayoutEffect(toEnd, [toEnd]);

  useEffect(() => {
    const box = scroller.current;
    if (!box || !content.current) return;
    let lastTop = box.scrollTop;
    let lastHeight = box.scrollHeight;
    const distance = () => box.scrollHeight - box.scrollTop - box.clientHeight;

    function scrolled(): void {
      if (distance() <= nearEnd) {
        following.current = true;
        setNewBelow(false);
      } else if (box!.scrollTop < lastTop) {
        following.current = false; // only a person scrolls up and away from the end
      }
      lastTop = box!.scrollTop;
    }

    const resized = new ResizeObserver(() => {
      if (following.current) box.scrollTop = box.scrollHeight;
      else if (box.scrollHeight > lastHeight && distance() > nearEnd) setNewBelow(true);
      lastHeight = box.scrollHeight;
    });
    resized.observe(content.current);
    resized.observe(box);
    box.addEventListener("scroll", scrolled, { passive: true });
    return () => {
      resized.disconnect();
      box.removeEventListener("scroll", scrolled);
    };
  }, []);

  return { scroller, content, newBelow, toEnd };
}
