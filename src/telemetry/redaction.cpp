#include "telemetry/redaction.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace patchbay::telemetry {
namespace {

constexpr std::string_view mask = "***";

// Names whose value is a credential wherever they stand. Compared in lower case, with _ for -.
constexpr std::array<std::string_view, 22> sensitive_names = {"authorization",    "proxy_authorization",
                                                              "cookie",           "set_cookie",
                                                              "api_key",          "apikey",
                                                              "x_api_key",        "access_token",
                                                              "refresh_token",    "auth_token",
                                                              "x_goog_api_key",   "secret",
                                                              "client_secret",    "password",
                                                              "passwd",           "passphrase",
                                                              "signature",        "x_amz_signature",
                                                              "x_amz_credential", "secret_access_key",
                                                              "id_token",         "sig"};
constexpr std::array<std::string_view, 5> sensitive_endings = {"_key", "_token", "_secret", "_password", "_signature"};
// Ordinary words too, so only name=value and "name":"value" count.
constexpr std::array<std::string_view, 2> ambiguous_names = {"key", "token"};
// Headers whose value has spaces in it.
constexpr std::array<std::string_view, 4> whole_line_names = {"authorization", "proxy_authorization", "cookie", "set_cookie"};

struct Prefix {
  std::string_view text;
  std::size_t least_length;
};
constexpr std::array<Prefix, 16> key_prefixes = {{{"sk-", 11},
                                                  {"sk_", 11},
                                                  {"rk-", 11},
                                                  {"pk-", 11},
                                                  {"gsk_", 12},
                                                  {"xai-", 12},
                                                  {"AIza", 16},
                                                  {"AKIA", 16},
                                                  {"ASIA", 16},
                                                  {"hf_", 11},
                                                  {"ghp_", 12},
                                                  {"github_pat_", 16},
                                                  {"nvapi-", 14},
                                                  {"pplx-", 13},
                                                  {"ya29.", 13},
                                                  {"eyJ", 20}}};

bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-'; }
bool is_token(char c) { return is_word(c) || c == '.' || c == '+' || c == '/' || c == '=' || c == '~' || c == '%' || c == ':'; }
bool is_blank(char c) { return c == ' ' || c == '\t'; }
bool ends_line(char c) { return c == '\n' || c == '\r'; }

std::string normalised(std::string_view word) {
  std::string result(word);
  for (char& c : result) c = c == '-' ? '_' : (c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c);
  return result;
}

template <std::size_t N>
bool among(const std::array<std::string_view, N>& names, std::string_view word) {
  return std::find(names.begin(), names.end(), word) != names.end();
}

bool is_sensitive(std::string_view word) {
  return among(sensitive_names, word) ||
         std::any_of(sensitive_endings.begin(), sensitive_endings.end(), [&](std::string_view ending) { return word.ends_with(ending); });
}

// A reference names a secret without being one: env:OPENAI_API_KEY helps the reader and gives nothing away.
bool is_reference(std::string_view value) { return value == "client" || value.starts_with("env:") || value.starts_with("file:"); }

class Redactor {
 public:
  explicit Redactor(std::string_view text) : text_(text) { out_.reserve(text.size()); }

  std::string run() {
    while (at_ < text_.size()) {
      if (text_.substr(at_).starts_with("://")) {
        take_authority();
      } else if (is_word(text_[at_])) {
        take_word();
      } else {
        out_ += text_[at_++];
      }
    }
    return std::move(out_);
  }

 private:
  // The part between :// and the path; a user and password before its last @ go.
  void take_authority() {
    at_ += 3;
    out_ += "://";
    const std::size_t end = std::min(text_.find_first_of("/?# \t\r\n\"'<>", at_), text_.size());
    const std::string_view authority = text_.substr(at_, end - at_);
    if (const auto user_end = authority.rfind('@'); user_end != std::string_view::npos) {
      out_ += mask;
      at_ += user_end;
    }
  }

  void take_word() {
    const std::size_t start = at_;
    while (at_ < text_.size() && is_word(text_[at_])) ++at_;
    const std::string_view word = text_.substr(start, at_ - start);
    const std::string name = normalised(word);
    if (is_key(word)) {
      out_ += mask;
      while (at_ < text_.size() && is_token(text_[at_])) ++at_;
      return;
    }
    out_ += word;
    if (name == "bearer" || name == "basic") return take_scheme_value();
    if (is_sensitive(name)) return take_value(name, Separators::all);
    if (among(ambiguous_names, name)) return take_value(name, Separators::strict);
  }

  bool is_key(std::string_view word) const {
    // eyJ... and ya29. tokens go on behind a dot, so the length counts everything that a token may contain.
    return std::any_of(key_prefixes.begin(), key_prefixes.end(), [&](const Prefix& prefix) {
      if (!word.starts_with(prefix.text) && !(prefix.text.ends_with('.') && word == prefix.text.substr(0, prefix.text.size() - 1)))
        return false;
      std::size_t end = at_;
      while (end < text_.size() && is_token(text_[end])) ++end;
      return word.size() + (end - at_) >= prefix.least_length;
    });
  }

  void take_scheme_value() {
    std::size_t value = at_;
    while (value < text_.size() && is_blank(text_[value])) ++value;
    std::size_t end = value;
    while (end < text_.size() && is_token(text_[end])) ++end;
    if (value == at_ || end - value < 4) return;
    out_.append(text_.substr(at_, value - at_));
    out_ += mask;
    at_ = end;
  }

  enum class Separators : std::uint8_t { all, strict };

  // After a sensitive name: `: value`, `=value`, `":"value"`. Without a separator the name was only mentioned.
  void take_value(std::string_view name, Separators separators) {
    std::size_t next = at_;
    const bool quoted_name = skip_quote(next);
    while (next < text_.size() && is_blank(text_[next])) ++next;
    if (next >= text_.size() || (text_[next] != ':' && text_[next] != '=')) return;
    if (separators == Separators::strict && text_[next] == ':' && !quoted_name) return;
    ++next;
    while (next < text_.size() && is_blank(text_[next])) ++next;
    const std::size_t before_quote = next;
    const bool quoted = skip_quote(next);
    const std::size_t end = quoted ? quoted_end(next, text_[before_quote]) : plain_end(next, name);
    out_.append(text_.substr(at_, next - at_));
    at_ = next;
    if (end == next || is_reference(text_.substr(next, end - next))) return;
    out_ += mask;
    at_ = end;
  }

  // A quote, perhaps escaped because the text is JSON inside JSON.
  bool skip_quote(std::size_t& at) const {
    if (at + 1 < text_.size() && text_[at] == '\\' && text_[at + 1] == '"') {
      at += 2;
      return true;
    }
    if (at >= text_.size() || (text_[at] != '"' && text_[at] != '\'')) return false;
    ++at;
    return true;
  }

  std::size_t quoted_end(std::size_t from, char opening) const {
    const std::string_view closing = opening == '\\' ? "\\\"" : (opening == '\'' ? "'" : "\"");
    std::size_t end = from;
    while (end < text_.size() && !text_.substr(end).starts_with(closing)) end += (closing.size() == 1 && text_[end] == '\\') ? 2 : 1;
    return std::min(end, text_.size());
  }

  std::size_t plain_end(std::size_t from, std::string_view name) const {
    std::size_t end = from;
    if (among(whole_line_names, name)) {
      while (end < text_.size() && !ends_line(text_[end]) && text_[end] != '"') ++end;
    } else {
      end = std::min(text_.find_first_of(" \t\r\n&\"'`,;)}]<>", from), text_.size());
    }
    return end;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string out_;
};

}  // namespace

std::string redact(std::string_view text) { return Redactor(text).run(); }

}  // namespace patchbay::telemetry
