// Random JSON texts: every type, escapes, odd whitespace, any nesting. The same seed gives the same text.
#pragma once

#include <array>
#include <random>
#include <string>
#include <string_view>

namespace patchbay::json::test {

class RandomJson {
 public:
  explicit RandomJson(unsigned seed) : random_(seed) {}

  std::size_t below(std::size_t bound) { return random_() % bound; }

  std::string value(int depth = 0) {
    const std::size_t kind = below(depth < 5 ? 8 : 6);
    if (kind == 0) return "null";
    if (kind == 1) return below(2) ? "true" : "false";
    if (kind <= 3) return number();
    if (kind <= 5) return string();
    return kind == 6 ? array(depth) : object(depth);
  }

  std::string object(int depth = 0) {
    std::string text = "{" + space();
    const std::size_t count = below(6);
    for (std::size_t i = 0; i < count; ++i) {
      if (i != 0) text += "," + space();
      std::string key = string();
      key.insert(key.size() - 1, std::to_string(i));  // all different
      text += key + space() + ":" + space() + value(depth + 1) + space();
    }
    return text + "}";
  }

  std::string array(int depth = 0) {
    std::string text = "[" + space();
    const std::size_t count = below(6);
    for (std::size_t i = 0; i < count; ++i) {
      if (i != 0) text += "," + space();
      text += value(depth + 1) + space();
    }
    return text + "]";
  }

  std::string number() {
    std::string text = below(3) ? "" : "-";
    text += below(4) ? std::to_string(1 + below(99999)) : "0";
    if (below(3) == 0) text += "." + std::to_string(below(1000));
    if (below(4) == 0) text += std::string(below(2) ? "e" : "E") + std::array{"", "+", "-"}[below(3)] + std::to_string(below(30));
    return text;
  }

  std::string string() {
    constexpr std::array<std::string_view, 18> parts = {"a",
                                                        "model",
                                                        "the quick brown fox jumps over it",
                                                        "\\n",
                                                        "\\\"",
                                                        "\\\\",
                                                        "\\/",
                                                        "\\u0041",
                                                        "\\u00e9",
                                                        "\\ud83d\\ude00",
                                                        "\\u0000",
                                                        "\\t",
                                                        "\xC3\xA9",
                                                        "\xE2\x82\xAC",
                                                        "\xF0\x9F\x98\x80",
                                                        " ",
                                                        "{}[]:,",
                                                        "\x7F"};
    std::string text = "\"";
    for (std::size_t i = below(8); i > 0; --i) text += parts[below(parts.size())];
    return text + "\"";
  }

  std::string space() {
    constexpr std::array<std::string_view, 8> spaces = {"", "", "", " ", "\n", "\t", "\r\n", "    "};
    return std::string(spaces[below(spaces.size())]);
  }

 private:
  std::mt19937 random_;
};

}  // namespace patchbay::json::test
