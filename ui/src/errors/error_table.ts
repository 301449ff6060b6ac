// What each kind of error is called on the page and what a person can do about it. `kinds` is exhaustive: a kind that the server's list has
// and this table lacks does not compile.
import type { ErrorKind, ErrorObject } from "@/api/types";
import { nameOf } from "@/state/chosen_model";

export type Remedy = "retry" | "pick_model" | "new_chat" | "edit" | "session";

export interface ErrorAdvice {
  headline: string;
  advice: string;
  remedies: Remedy[]; // the first one is the primary action
  tone: "wait" | "stop"; // wait: time may cure it; stop: somebody has to act
}

// Kinds that only the page itself can see.
export type PageErrorKind = "page_offline" | "empty_reply";

type Words = (error: ErrorObject, who: string, model: string) => Omit<ErrorAdvice, "tone"> & { tone?: ErrorAdvice["tone"] };

const kinds: Record<ErrorKind | PageErrorKind, Words> = {
  invalid_request: (error) => ({
    headline: error.param ? `The request was not accepted: ${error.param}.` : "The request was not accepted.",
    advice: "Change the message, or ask another model: not every model takes the same requests.",
    remedies: ["edit", "pick_model", "retry"],
  }),
  unsupported_feature: (_, __, model) => ({
    headline: `${model} cannot do what this message asks for.`,
    advice: "Choose a model that can, or ask without it.",
    remedies: ["pick_model", "edit"],
  }),
  context_length_exceeded: (_, __, model) => ({
    headline: `This conversation is too long for ${model}.`,
    advice: "Choose a model with a larger window, shorten the last message, or start a new chat.",
    remedies: ["pick_model", "edit", "new_chat"],
  }),
  content_filtered: (_, who) => ({
    headline: `${who} filtered this prompt or its answer.`,
    advice: "Rephrase the message. What the filter said is under Details.",
    remedies: ["edit", "pick_model"],
  }),
  authentication: () => ({
    headline: "This browser has no session.",
    advice: "Run “patchbay open” in a terminal and open the link that it prints.",
    remedies: ["session"],
  }),
  permission: () => ({
    headline: "This is not allowed here.",
    advice: "The key or session that you use may not do this. Ask whoever runs this Patchbay.",
    remedies: ["pick_model", "retry"],
  }),
  not_found: () => ({
    headline: "That is no longer there.",
    advice: "It may have been deleted in another window, or a provider was taken out of the configuration.",
    remedies: ["new_chat", "pick_model", "retry"],
  }),
  model_not_found: (_, who, model) => ({
    headline: `${who} has no model called ${model}.`,
    advice: "Choose one that it lists. With Azure, the name has to be that of a deployment.",
    remedies: ["pick_model", "retry"],
  }),
  conflict: () => ({
    headline: "Something else changed this conversation first.",
    advice: "A reply may still be running in another window. Wait for it, or stop it there, then try again.",
    remedies: ["retry"],
    tone: "wait",
  }),
  request_too_large: () => ({
    headline: "The message is too large to be sent.",
    advice: "Shorten it, or split it over several messages.",
    remedies: ["edit", "new_chat"],
  }),
  rate_limited: (_, who) => ({
    headline: `${who} limits how often it may be asked.`,
    advice: "Nothing is lost. Wait a little, or use another model meanwhile.",
    remedies: ["retry", "pick_model"],
    tone: "wait",
  }),
  budget_exceeded: () => ({
    headline: "The budget for this is used up.",
    advice: "Details say when it resets. Models on this machine cost nothing.",
    remedies: ["pick_model", "retry"],
  }),
  provider_authentication: (error, who) => ({
    headline: `${who} rejected its key${error.provider_status ? ` (${error.provider_status})` : ""}.`,
    advice: "Set a valid key for this provider in the configuration, then retry: the message is kept.",
    remedies: ["retry", "pick_model"],
  }),
  provider_permission: (error, who, model) => ({
    headline: `This key may not use ${model} at ${who}${error.provider_status ? ` (${error.provider_status})` : ""}.`,
    advice: "Ask for access in the provider's console, or choose a model that the key may use.",
    remedies: ["pick_model", "retry"],
  }),
  quota_exhausted: (_, who) => ({
    headline: `The account at ${who} has no credit left.`,
    advice: "Waiting does not help: top it up in the provider's billing page, or choose another model.",
    remedies: ["pick_model", "retry"],
  }),
  provider_unreachable: (_, who) => ({
    headline: `${who} cannot be reached.`,
    advice: "Check that it runs and that its address is right. “patchbay doctor” tries each step.",
    remedies: ["retry", "pick_model"],
    tone: "wait",
  }),
  provider_tls: (_, who) => ({
    headline: `The certificate of ${who} is not trusted.`,
    advice: "A company proxy may stand between. Give its certificate to Patchbay as ca_file; do not switch the check off.",
    remedies: ["retry", "pick_model"],
  }),
  provider_error: (error, who) => ({
    headline: `${who} failed${error.provider_status ? ` (${error.provider_status})` : ""}.`,
    advice: "The fault is on its side. Trying again often helps.",
    remedies: ["retry", "pick_model"],
    tone: "wait",
  }),
  bad_provider_response: (_, who) => ({
    headline: `${who} answered with something unreadable.`,
    advice: "Its address may point at something that is not this kind of provider. Details show what came.",
    remedies: ["retry", "pick_model"],
  }),
  truncated: (_, who) => ({
    headline: `The connection to ${who} ended in the middle of the reply.`,
    advice: "What had arrived is kept above. Retry asks for the whole reply again.",
    remedies: ["retry", "pick_model"],
    tone: "wait",
  }),
  stalled: (_, who) => ({
    headline: `${who} stopped sending in the middle of the reply.`,
    advice: "What had arrived is kept above. Retry asks for the whole reply again.",
    remedies: ["retry", "pick_model"],
    tone: "wait",
  }),
  overloaded: (error, who) => ({
    headline: error.origin === "gateway" ? "Patchbay has too much to do at the moment." : `${who} is overloaded.`,
    advice: "Wait a little and try again, or use another model meanwhile.",
    remedies: ["retry", "pick_model"],
    tone: "wait",
  }),
  timeout: (_, who) => ({
    headline: `${who} did not answer in time.`,
    advice: "It may be busy, or still loading the model. Try again, or choose another model.",
    remedies: ["retry", "pick_model"],
    tone: "wait",
  }),
  no_target: () => ({
    headline: "None of the models behind this name could answer.",
    advice: "Details list what each of them said.",
    remedies: ["retry", "pick_model"],
  }),
  cancelled: () => ({
    headline: "The reply was cancelled before it ended.",
    advice: "What had arrived is kept above.",
    remedies: ["retry"],
    tone: "wait",
  }),
  internal: () => ({
    headline: "Patchbay itself failed.",
    advice: "That should not happen. Details and the server's log say more; trying again may work.",
    remedies: ["retry", "pick_model"],
  }),
  page_offline: () => ({
    headline: "Patchbay did not answer.",
    advice: "Is it still running? Your text is kept; try again when it is back.",
    remedies: ["retry"],
    tone: "wait",
  }),
  empty_reply: (_, __, model) => ({
    headline: `${model} returned nothing.`,
    advice: "Some models do that with an unusual prompt. Ask again, or ask another model.",
    remedies: ["retry", "pick_model", "edit"],
  }),
};

export function adviceFor(error: ErrorObject): ErrorAdvice {
  const words = Object.hasOwn(kinds, error.kind) ? kinds[error.kind as ErrorKind] : kinds.internal;
  return { tone: "stop", ...words(error, providerInWords(error), modelInWords(error)) };
}

function providerInWords({ provider }: ErrorObject): string {
  return provider === "local" ? "The local model server" : provider || "The provider";
}

function modelInWords({ model }: ErrorObject): string {
  return model ? nameOf(model) : "this model";
}
