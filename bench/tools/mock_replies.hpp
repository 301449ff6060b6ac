// What the mock upstream answers: prepared bytes, made once. The shapes follow OpenAI's chat completion, its streamed chunks, and the
// usage chunk that stream_options.include_usage asks for (the other chunks then carry "usage":null).
#pragma once
#include <string>
#include <vector>

namespace patchbay::bench {

// Pieces are sent one write each. pieces[0] of a stream is the response head; one SSE event a piece follows; the last one ends the body.
struct Script {
  std::vector<std::string> pieces;
};

struct Replies {
  Script json;
  Script stream;             // 64 events, then [DONE]
  Script stream_with_usage;  // 64 events, the usage chunk, then [DONE]
};

inline constexpr std::size_t stream_events = 64;

Replies make_replies();

// A whole response with this body, for the control paths.
Script make_reply(const std::string& content_type, const std::string& body);

}  // namespace patchbay::bench
