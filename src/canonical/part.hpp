// The pieces of a message. Text is unescaped UTF-8; whatever a vendor hashes, signs or caches (arguments, schemas, opaque values)
// is raw JSON text in the order in which it came.
#pragma once

#include "canonical/extra.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace patchbay::canonical {

struct Part;

// Images, audio and documents: inline bytes as base64, an address, or a file that the vendor holds.
enum class MediaSource : std::uint8_t { base64, url, file_id, text };
struct Media {
  MediaSource source = MediaSource::base64;
  std::string data;        // base64 without prefix, the URL, the file id, or plain text
  std::string media_type;  // e.g. image/png; empty when unknown
  std::string name;        // file name; empty when none
  std::string detail;      // OpenAI's resolution hint; empty when none
};

enum class ArgumentForm : std::uint8_t { json, text };

struct TextPart {
  std::string text;
  std::vector<std::string> citations;  // raw JSON, one each
};
struct RefusalPart {
  std::string text;
};
struct ReasoningPart {
  std::string text;
  std::string encrypted;  // the vendor's sealed form, verbatim
};
struct ToolCallPart {
  std::string name;
  std::string arguments;  // JSON text as the model wrote it, possibly invalid; or free text
  ArgumentForm form = ArgumentForm::json;
};
enum class ToolOutcome : std::uint8_t { unstated, success, error };
struct ToolResultPart {
  std::string name;  // some protocols answer by name; empty elsewhere
  std::vector<Part> content;
  ToolOutcome outcome = ToolOutcome::unstated;
};
struct ImagePart {
  Media media;
};
struct AudioPart {
  Media media;
  std::string format;      // wav, mp3, ...
  std::string transcript;  // of audio that a model produced
};
struct DocumentPart {
  Media media;
  std::string title;
};
// Tools that run at the vendor: their calls and results pass through raw.
struct ServerToolCallPart {
  std::string type;
  std::string name;
  std::string raw_json;
};
struct ServerToolResultPart {
  std::string type;
  std::string raw_json;
};
struct OpaquePart {
  ProtocolId protocol = ProtocolId::openai_chat;
  std::string type;
  std::string raw_json;
};

using PartContent = std::variant<TextPart, RefusalPart, ReasoningPart, ToolCallPart, ToolResultPart, ImagePart, AudioPart, DocumentPart,
                                 ServerToolCallPart, ServerToolResultPart, OpaquePart>;

struct CacheHint {
  std::string ttl;  // the vendor's spelling (5m, 1h, 30m); empty: its default
};

struct Part {
  Part() = default;
  explicit Part(PartContent value) : content(std::move(value)) {}

  PartContent content;
  std::string call_id;    // joins a tool call and its result
  std::string item_id;    // the vendor's id of this piece
  std::string signature;  // kept even on an empty part
  std::optional<CacheHint> cache;
  Extra extra;
};

}  // namespace patchbay::canonical
