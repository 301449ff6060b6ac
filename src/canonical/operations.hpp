// The operations beside chat. Each is its own request type with its own functions in a protocol's folder.
#pragma once

#include "canonical/extra.hpp"
#include "canonical/request.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace patchbay::canonical {

// Text continuation (OpenAI's legacy completions, llama.cpp's /completion, fill in the middle).
struct CompleteRequest {
  std::string model;
  std::vector<std::string> prompts;
  std::string suffix;
  std::optional<std::int64_t> max_output_tokens;
  std::optional<double> temperature;
  std::optional<double> top_p;
  std::vector<std::string> stop;
  Delivery delivery = Delivery::unstated;
  Extra extra;
};

struct EmbedRequest {
  std::string model;
  std::vector<std::string> inputs;
  std::optional<std::int64_t> dimensions;
  std::string encoding;    // float, base64, int8, ...; empty: the vendor's default
  std::string input_type;  // query, document, ...; empty when not said
  Extra extra;
};

struct RerankRequest {
  std::string model;
  std::string query;
  std::vector<std::string> documents;
  std::optional<std::int64_t> top_n;
  Extra extra;
};

// How many tokens a chat request would cost.
struct CountRequest {
  Request chat;
};

struct ListRequest {};

struct ModelInfo {
  std::string id;
  std::string owner;
  std::int64_t created = 0;             // Unix seconds; 0: unknown
  std::optional<std::int64_t> context;  // tokens
  std::string raw_json;                 // the provider's own entry
};

}  // namespace patchbay::canonical
