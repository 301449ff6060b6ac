// HTML in a model's text: parsed, then reduced to what the library lets through, less what the page does not want either: ids and names (they
// could pass for the page's own), and elements that name several images at once.
import { defaultRehypePlugins } from "streamdown";

interface Schema {
  tagNames: string[];
  attributes: Record<string, unknown[]>;
}

type Configured<T> = [plugin: unknown, options: T];

const refusedTags = ["picture", "source"];
const refusedAttributes = ["id", "name", "srcSet", "longDesc", "cite", "itemId", "itemRef"];

const [sanitize, schema] = defaultRehypePlugins.sanitize as unknown as Configured<Schema>;

const strict: Schema = {
  ...schema,
  tagNames: schema.tagNames.filter((tag) => !refusedTags.includes(tag)),
  attributes: Object.fromEntries(Object.entries(schema.attributes).map(([tag, allowed]) => [tag, allowed.filter((one) => !isRefused(one))])),
};

function isRefused(attribute: unknown): boolean {
  const name: unknown = Array.isArray(attribute) ? attribute[0] : attribute;
  return typeof name === "string" && refusedAttributes.includes(name);
}

export const rehypePlugins = [defaultRehypePlugins.raw, [sanitize, strict], defaultRehypePlugins.harden] as NonNullable<
  React.ComponentProps<typeof import("streamdown").Streamdown>["rehypePlugins"]
>;
