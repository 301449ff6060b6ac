// What any part of the page may ask of the shell around it.
import { createContext, useContext } from "react";

export interface Shell {
  threadKey: string; // the open conversation's id, or newThreadKey
  conversationId: string | null;
  openPicker: () => void;
  openConversation: (id: string | null) => void;
  focusComposer: () => void;
  editing: string | null; // the user message whose editor is open
  edit: (message: string | null) => void;
  editLastMessage: () => void; // in its editor, or in the composer if the server never got it
}

export const ShellContext = createContext<Shell | null>(null);

export function useShell(): Shell {
  const shell = useContext(ShellContext);
  if (!shell) throw new Error("useShell needs the shell above it");
  return shell;
}
