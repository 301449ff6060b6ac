#include "json/reader.hpp"

#include "json/escape_decode.hpp"
#include "json/scan.hpp"

#include <algorithm>

namespace patchbay::json {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

// The pass itself. Its members live in registers as long as everything is inlined and nobody takes its address: stores of tokens would
// otherwise have them all read again.
class Pass {
 public:
  Pass(std::string_view text, Tape& tape, const Limits& limits)
      : at_(text.data()),
        end_(text.data() + text.size()),
        text_(text.data()),
        tape_(tape),
        depth_limit_(limits.depth),
        token_limit_(limits.tokens) {
    take_tape(0);
  }

  [[gnu::always_inline]] Fault run() {
    skip_space();
    Step step = Step::value;
    for (;;) {
      switch (step) {
        case Step::value: step = read_value(); break;
        case Step::key: step = read_key(); break;
        case Step::after: step = read_after(); break;
        case Step::failed: close_all(); [[fallthrough]];
        case Step::done: tape_.set_size(static_cast<std::size_t>(cursor_ - base_)); return fault_;
      }
    }
  }
  [[gnu::always_inline]] const char* position() const { return at_; }
  [[gnu::always_inline]] bool saw_non_ascii() const { return high_ != 0; }

 private:
  enum class Step : std::uint8_t { value, key, after, done, failed };

  Step read_value();
  Step read_key();
  Step read_after();
  Step read_container(Type type);
  Step read_number();
  Step read_literal(std::string_view word, Type type);
  Step fail(Fault fault);
  bool read_string();
  const char* skip_escape(const char* at);
  bool skip_digits();
  void skip_space();
  void open(Type type);
  Step close();
  bool emit(const char* start, const char* end, Type type, std::uint8_t flags);
  bool make_room();
  void take_tape(std::size_t used);
  void close_all();

  const char* at_;
  const char* const end_;
  const char* const text_;
  Token* base_ = nullptr;    // the tape's memory
  Token* cursor_ = nullptr;  // where the next token goes
  Token* room_ = nullptr;    // the end of the memory
  Tape& tape_;
  std::uint64_t high_ = 0;
  std::size_t depth_limit_;
  std::size_t token_limit_;
  std::uint32_t container_ = 0;  // index of the innermost open one
  std::uint32_t depth_ = 0;
  bool in_object_ = false;
  Fault fault_ = Fault::none;
};

[[gnu::always_inline]] inline Pass::Step Pass::fail(Fault fault) {
  fault_ = fault;
  return Step::failed;
}

[[gnu::always_inline]] inline void Pass::skip_space() {
  while (at_ != end_ && static_cast<unsigned char>(*at_) <= ' ' && is_space(*at_)) ++at_;
}

[[gnu::always_inline]] inline Pass::Step Pass::read_value() {
  if (at_ == end_) return fail(Fault::value);
  if (*at_ == '"') return read_string() ? Step::after : Step::failed;
  if (*at_ == '{') return read_container(Type::object);
  if (*at_ == '[') return read_container(Type::array);
  switch (*at_) {
    case 't': return read_literal("true", Type::boolean);
    case 'f': return read_literal("false", Type::boolean);
    case 'n': return read_literal("null", Type::null);
    case '-':
    case '0':
    case '1':
    case '2':
    case '3':
    case '4':
    case '5':
    case '6':
    case '7':
    case '8':
    case '9': return read_number();
    default: return fail(Fault::value);
  }
}

[[gnu::always_inline]] inline Pass::Step Pass::read_container(Type type) {
  if (depth_ == depth_limit_) return fail(Fault::depth);
  if (cursor_ == room_ && !make_room()) return Step::failed;
  open(type);
  ++at_;
  skip_space();
  if (at_ != end_ && *at_ == (in_object_ ? '}' : ']')) return close();
  base_[container_].count = 1;
  if (!in_object_) return Step::value;
  if (at_ == end_ || *at_ != '"') return fail(Fault::key_or_end);
  return Step::key;
}

[[gnu::always_inline]] inline void Pass::open(Type type) {
  const auto index = static_cast<std::uint32_t>(cursor_ - base_);
  *cursor_++ = Token{static_cast<std::uint32_t>(at_ - text_), 0, index - container_, type, 0, 0};
  container_ = index;
  in_object_ = type == Type::object;
  ++depth_;
}

[[gnu::always_inline]] inline Pass::Step Pass::close() {
  Token& token = base_[container_];
  const std::uint32_t outer = container_ - token.next;
  token.end = static_cast<std::uint32_t>(++at_ - text_);
  token.next = static_cast<std::uint32_t>(cursor_ - &token);
  container_ = outer;
  --depth_;
  in_object_ = base_[outer].type == Type::object;
  return Step::after;
}

// Expects a quote.
[[gnu::always_inline]] inline Pass::Step Pass::read_key() {
  if (!read_string()) return Step::failed;
  skip_space();
  if (at_ == end_ || *at_ != ':') return fail(Fault::colon);
  ++at_;
  skip_space();
  return Step::value;
}

[[gnu::always_inline]] inline Pass::Step Pass::read_after() {
  skip_space();
  if (depth_ == 0) return at_ == end_ ? Step::done : fail(Fault::end);
  const Fault fault = in_object_ ? Fault::comma_or_brace : Fault::comma_or_bracket;
  if (at_ == end_) return fail(fault);
  if (*at_ == ',') {
    ++at_;
    skip_space();
    Token& token = base_[container_];
    token.count += token.count != Token::max_count;
    if (!in_object_) return Step::value;
    if (at_ == end_ || *at_ != '"') return fail(Fault::key);
    return Step::key;
  }
  if (*at_ == (in_object_ ? '}' : ']')) return close();
  return fail(fault);
}

[[gnu::always_inline]] inline bool Pass::emit(const char* start, const char* end, Type type, std::uint8_t flags) {
  if (cursor_ == room_ && !make_room()) return false;
  *cursor_++ = Token{static_cast<std::uint32_t>(start - text_), static_cast<std::uint32_t>(end - text_), 1, type, flags, 0};
  return true;
}

[[gnu::always_inline]] inline bool Pass::make_room() {
  const auto used = static_cast<std::size_t>(cursor_ - base_);
  if (used == token_limit_) {
    fault_ = Fault::tokens;
    return false;
  }
  const std::size_t first_guess = std::min<std::size_t>(64 + static_cast<std::size_t>(end_ - text_) / 32, 4096);
  if (used == tape_.capacity()) tape_.grow(first_guess);
  take_tape(used);
  return true;
}

[[gnu::always_inline]] inline void Pass::take_tape(std::size_t used) {
  base_ = tape_.data();
  cursor_ = base_ + used;
  room_ = base_ + std::min(tape_.capacity(), token_limit_);
}

// Expects a quote.
[[gnu::always_inline]] inline bool Pass::read_string() {
  const char* const start = at_;
  const char* at = start + 1;
  std::uint8_t flags = 0;
  for (;;) {
    std::uint64_t high = 0;
    at = find_special(at, end_, high);
    high_ |= high;
    if (at == end_) {
      at_ = at;
      fault_ = Fault::unterminated;
      return false;
    }
    if (*at == '"') break;
    flags = Token::has_escapes;
    at = skip_escape(at);
    if (at == nullptr) return false;
  }
  at_ = at + 1;
  return emit(start, at_, Type::string, flags);
}

[[gnu::always_inline]] inline const char* Pass::skip_escape(const char* at) {
  if (*at == '\\' && end_ - at >= 2 && simple_escapes[static_cast<unsigned char>(at[1])]) return at + 2;
  const DecodedEscape escape = decode_unicode_escape(at, end_);
  if (*at == '\\' && escape.fault == EscapeFault::none) return at + escape.length;
  at_ = at;
  if (*at != '\\')
    fault_ = Fault::control;
  else
    fault_ = escape.fault == EscapeFault::lone_surrogate ? Fault::lone_surrogate : Fault::escape;
  return nullptr;
}

[[gnu::always_inline]] inline Pass::Step Pass::read_literal(std::string_view word, Type type) {
  if (std::string_view(at_, std::min(word.size(), static_cast<std::size_t>(end_ - at_))) != word) return fail(Fault::value);
  const char* const start = at_;
  at_ += word.size();
  return emit(start, at_, type, 0) ? Step::after : Step::failed;
}

[[gnu::always_inline]] inline bool Pass::skip_digits() {
  const char* const start = at_;
  while (at_ != end_ && is_digit(*at_)) ++at_;
  return at_ != start;
}

[[gnu::always_inline]] inline Pass::Step Pass::read_number() {
  const char* const start = at_;
  std::uint8_t flags = Token::is_integer;
  if (*at_ == '-') ++at_;
  if (at_ != end_ && *at_ == '0')
    ++at_;
  else if (!skip_digits())
    return fail(Fault::digit);
  if (at_ != end_ && *at_ == '.') {
    ++at_;
    flags = 0;
    if (!skip_digits()) return fail(Fault::digit);
  }
  if (at_ != end_ && (*at_ == 'e' || *at_ == 'E')) {
    ++at_;
    flags = 0;
    if (at_ != end_ && (*at_ == '+' || *at_ == '-')) ++at_;
    if (!skip_digits()) return fail(Fault::digit);
  }
  return emit(start, at_, Type::number, flags) ? Step::after : Step::failed;
}

[[gnu::always_inline]] inline void Pass::close_all() {
  for (; depth_ != 0; --depth_) {
    Token& token = base_[container_];
    container_ -= token.next;
    token.end = static_cast<std::uint32_t>(end_ - text_) + 1;  // the end of the text is still inside
    token.next = static_cast<std::uint32_t>(cursor_ - &token);
  }
}

}  // namespace

Fault Reader::read() {
  Pass pass(text_, tape_, limits_);
  const Fault fault = pass.run();
  position_ = pass.position();
  saw_non_ascii_ = pass.saw_non_ascii();
  return fault;
}

}  // namespace patchbay::json
