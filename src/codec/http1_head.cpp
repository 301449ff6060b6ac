#include "codec/http1_head.hpp"

#include "codec/http1_syntax.hpp"

#include <functional>

namespace patchbay::codec {

namespace {

// Views of constants stay where they are.
void move_view(std::string_view& view, std::string_view from, const char* to) {
  const std::less<const char*> before;
  if (!before(view.data(), from.data()) && before(view.data(), from.data() + from.size()))
    view = {to + (view.data() - from.data()), view.size()};
}

}  // namespace

std::optional<std::string_view> HeaderViews::find(KnownHeader known) const {
  if (!contains(known)) return std::nullopt;
  for (std::size_t i = 0; i < count_; ++i) {
    if (entry_at(i).known == known) return (*this)[i].value;
  }
  return std::nullopt;
}

std::optional<std::string_view> HeaderViews::find(std::string_view name) const {
  for (std::size_t i = 0; i < count_; ++i) {
    if (entry_at(i).name_length == name.size() && iequals((*this)[i].name, name)) return (*this)[i].value;
  }
  return std::nullopt;
}

std::size_t HeaderViews::count(KnownHeader known) const {
  if (!contains(known)) return 0;
  std::size_t found = 0;
  for (std::size_t i = 0; i < count_; ++i) found += entry_at(i).known == known ? 1 : 0;
  return found;
}

bool HeaderViews::has_token(KnownHeader known, std::string_view token) const {
  if (!contains(known)) return false;
  for (std::size_t i = 0; i < count_; ++i) {
    if (entry_at(i).known != known) continue;
    if (any_list_element((*this)[i].value, [&](std::string_view element) { return iequals(element, token); })) return true;
  }
  return false;
}

Headers HeaderViews::to_owned() const {
  Headers owned;
  owned.reserve(count_);
  for (const HeaderView& header : *this) owned.add(std::string(header.name), std::string(header.value));
  return owned;
}

void HeaderViews::clear(const char* base) {
  base_ = base;
  count_ = 0;
  present_ = 0;
  more_.clear();
}

bool HeaderViews::add(std::string_view name, std::string_view value, KnownHeader known) {
  if (count_ == max_header_count) return false;
  present_ |= bit(known);
  const Entry entry{static_cast<std::uint32_t>(name.data() - base_), static_cast<std::uint32_t>(value.data() - base_),
                    static_cast<std::uint32_t>(value.size()), static_cast<std::uint16_t>(name.size()), known};
  if (count_ < usual_count)
    entries_[count_] = entry;
  else
    more_.push_back(entry);
  ++count_;
  return true;
}

void RequestHeadView::rebase(const char* to) {
  for (std::string_view* view : {&method_name, &target, &path, &query, &host}) move_view(*view, {base, length}, to);
  headers.rebase(to);
  base = to;
}

void ResponseHeadView::rebase(const char* to) {
  move_view(reason, {base, length}, to);
  headers.rebase(to);
  base = to;
}

}  // namespace patchbay::codec
