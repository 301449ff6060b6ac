// The only things that the browser keeps: how the page looks, what is typed but not sent, and which model was chosen for it.
// Storage may be full, blocked or tampered with; then the page works without memory.
import { createStore } from "zustand/vanilla";
import { newThreadKey } from "./page_state";

export type Theme = "system" | "light" | "dark";

export interface Preferences {
  theme: Theme;
  drawerOpen: boolean; // on wide screens
  model: string | null; // chosen last, for new conversations
  models: Record<string, string>; // chosen for a conversation and not yet used there
  drafts: Record<string, string>;
  unsent: Record<string, string>; // handed to the server, not yet accepted
}

const viewKey = "patchbay.view";
const draftsKey = "patchbay.drafts";

const defaults: Preferences = { theme: "system", drawerOpen: true, model: null, models: {}, drafts: {}, unsent: {} };

export type PreferenceStore = ReturnType<typeof createPreferences>;

export function createPreferences(storage: Storage = localStorage) {
  const store = createStore<Preferences>(() => withUnsentAsDrafts({ ...defaults, ...read(storage, viewKey), ...read(storage, draftsKey) }));
  store.subscribe(({ theme, drawerOpen, model, models, drafts, unsent }) => {
    write(storage, viewKey, { theme, drawerOpen, model });
    write(storage, draftsKey, { models, drafts, unsent });
  });
  return store;
}

export function setDraft(store: PreferenceStore, key: string, text: string): void {
  store.setState(({ drafts }) => ({ drafts: withText(drafts, key, text) }));
}

export function chooseModel(store: PreferenceStore, key: string, model: string): void {
  store.setState(({ models }) => ({ model, models: key === newThreadKey ? models : { ...models, [key]: model } }));
}

// The draft leaves the composer but is not forgotten before the server has it.
export function draftSent(store: PreferenceStore, key: string, text: string): void {
  store.setState(({ drafts, unsent }) => ({ drafts: withText(drafts, key, ""), unsent: withText(unsent, key, text) }));
}

export function draftAccepted(store: PreferenceStore, key: string): void {
  store.setState(({ unsent, models }) => ({ unsent: withText(unsent, key, ""), models: withText(models, key, "") }));
}

export function draftRefused(store: PreferenceStore, key: string): void {
  store.setState(({ drafts, unsent }) => ({
    drafts: withText(drafts, key, joined(unsent[key], drafts[key])),
    unsent: withText(unsent, key, ""),
  }));
}

export function forgetThread(store: PreferenceStore, key: string): void {
  store.setState(({ drafts, unsent, models }) => ({
    drafts: withText(drafts, key, ""),
    unsent: withText(unsent, key, ""),
    models: withText(models, key, ""),
  }));
}

function withUnsentAsDrafts(preferences: Preferences): Preferences {
  const drafts = { ...preferences.drafts };
  for (const [key, text] of Object.entries(preferences.unsent)) drafts[key] = joined(text, drafts[key]);
  return { ...preferences, drafts, unsent: {} };
}

function joined(first: string | undefined, second: string | undefined): string {
  return [first, second].filter((text) => text).join("\n");
}

function withText(texts: Record<string, string>, key: string, text: string): Record<string, string> {
  const { [key]: _previous, ...others } = texts;
  return text === "" ? others : { ...others, [key]: text };
}

function read(storage: Storage, key: string): Partial<Preferences> {
  try {
    const value: unknown = JSON.parse(storage.getItem(key) ?? "{}");
    return ofExpectedTypes(value);
  } catch (cause) {
    console.warn(`What this browser remembered under ${key} is unreadable and starts afresh.`, cause);
    return {};
  }
}

function ofExpectedTypes(value: unknown): Partial<Preferences> {
  if (typeof value !== "object" || value === null) return {};
  const expected: Record<string, string> = { theme: "string", drawerOpen: "boolean", model: "string", models: "object", drafts: "object", unsent: "object" };
  return Object.fromEntries(Object.entries(value).filter(([key, item]) => item !== null && typeof item === expected[key]));
}

function write(storage: Storage, key: string, value: Partial<Preferences>): void {
  try {
    storage.setItem(key, JSON.stringify(value));
  } catch (cause) {
    console.warn("This browser does not let the page remember drafts and preferences.", cause);
  }
}
