// The recorded exchanges whose protocol is OpenAI's chat completions, from whichever vendor.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace patchbay::conformance {

struct Recording {
  std::string id;
  std::string api;  // e.g. groq.chat
  int status = 0;
  bool stream = false;  // the answer is a stream
  std::string request;  // JSON, minified; empty where none was recorded
  std::string body;     // of the answer
  std::vector<std::pair<std::string, std::string>> headers;
};

// Read once. Empty when the folder is missing.
const std::vector<Recording>& chat_recordings();
// The folder that is looked in.
std::string recordings_folder();

}  // namespace patchbay::conformance
