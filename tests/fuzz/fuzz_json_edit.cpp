// The first bytes choose edits, the rest is the text. What comes out must parse, hold what the edits say, and keep all other members.
#include "fuzz/fuzzing.hpp"
#include "json/document.hpp"
#include "json/edit.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace {

namespace json = patchbay::json;
using Action = json::Edit::Action;

constexpr std::string_view names[] = {"a", "b", "model", "\"\n", ""};
constexpr std::string_view values[] = {"1", "\"x\"", "{\"c\":[]}", "null"};

std::vector<json::Edit> chosen_edits(const std::uint8_t* choices, std::size_t count) {
  std::vector<json::Edit> edits;
  for (std::size_t i = 0; i < count; ++i) {
    const unsigned choice = choices[i];
    const std::string_view parent = choice & 0x80U ? names[1] : std::string_view();
    edits.emplace_back(static_cast<Action>(choice & 3U), parent, names[(choice >> 2 & 7U) % 5], values[choice >> 5 & 3U]);
  }
  return edits;
}

bool edited_name(const std::vector<json::Edit>& edits, json::Value name) {
  for (const json::Edit& edit : edits)
    if (name.equals(edit.parent.empty() ? edit.field : edit.parent)) return true;
  return false;
}

void check_edit(json::Value before, json::Value after, const json::Edit& edit) {
  if (!edit.parent.empty()) {
    const json::Value made = after.find(edit.parent);
    FUZZ_CHECK(made.is_object() || edit.action == Action::remove || edit.action == Action::replace);
    before = before.find(edit.parent);
    after = made;
  }
  const json::Value old = before.find(edit.field);
  const json::Value now = after.find(edit.field);
  switch (edit.action) {
    case Action::set: FUZZ_CHECK(now.raw() == edit.raw); break;
    case Action::replace: FUZZ_CHECK(old.exists() ? now.raw() == edit.raw : !now.exists()); break;
    case Action::insert: FUZZ_CHECK(now.raw() == (old.exists() ? old.raw() : edit.raw)); break;
    case Action::remove: FUZZ_CHECK(!now.exists()); break;
  }
}

void check_untouched(json::Value before, json::Value after, const std::vector<json::Edit>& edits) {
  auto other = after.members().begin();
  const auto end = after.members().end();
  for (const json::Member member : before.members()) {
    if (edited_name(edits, member.name)) continue;
    while (other != end && edited_name(edits, (*other).name)) ++other;
    FUZZ_CHECK(other != end && (*other).name.raw() == member.name.raw() && (*other).value.raw() == member.value.raw());
    ++other;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::size_t count = data[0] % 5;
  if (size < 1 + count) return 0;
  const std::vector<json::Edit> edits = chosen_edits(data + 1, count);
  const std::vector<char> exact(data + 1 + count, data + size);
  json::Document before;
  if (!before.parse(std::string_view(exact.data(), exact.size()))) return 0;
  json::Edited out;
  if (!json::apply_edits(before, edits, out)) return 0;
  const std::string text = out.joined();
  FUZZ_CHECK(text.size() == out.size());
  json::Document after;
  FUZZ_CHECK(after.parse(text, json::Limits{.depth = 200}).has_value());
  for (const json::Edit& edit : edits) check_edit(before.root(), after.root(), edit);
  check_untouched(before.root(), after.root(), edits);
  return 0;
}
