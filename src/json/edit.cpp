#include "json/edit.hpp"

#include "json/string_escape.hpp"

#include <fmt/format.h>

#include <cassert>

namespace patchbay::json {
namespace {

constexpr std::size_t small_value = 256;  // copied beside its key rather than made a piece of its own

bool can_insert(const Edit& edit) { return edit.action == Edit::Action::set || edit.action == Edit::Action::insert; }
bool can_replace(const Edit& edit) { return edit.action == Edit::Action::set || edit.action == Edit::Action::replace; }

base::Result<void> check_conflicts(std::span<const Edit> edits) {
  for (std::size_t i = 0; i < edits.size(); ++i)
    for (std::size_t j = 0; j < edits.size(); ++j) {
      const bool same = i < j && edits[i].parent == edits[j].parent && edits[i].field == edits[j].field;
      const bool inside = edits[i].parent.empty() && !edits[j].parent.empty() && edits[j].parent == edits[i].field;
      if (same || inside)
        return base::fail(base::ErrorKind::internal, fmt::format("conflicting edits of the JSON field {}", edits[i].field));
    }
  return {};
}

// More than the glue of these edits can take: keys escaped, quotes, commas, braces, small values.
std::size_t glue_bound(std::span<const Edit> edits) {
  std::size_t bound = 0;
  for (const Edit& edit : edits) bound += 6 * (edit.parent.size() + edit.field.size()) + small_value + 16;
  return bound;
}

}  // namespace

// Walks the object once, in the order of the text, and writes the pieces as it goes: copy_to keeps text, skip_to drops it, put adds.
class EditPlan {
 public:
  EditPlan(const Document& document, std::span<const Edit> edits, Edited& out)
      : text_(document.text()), edits_(edits), done_(edits.size()), out_(out) {
    out_.glue_.clear();
    out_.glue_.reserve(glue_bound(edits));  // the pieces point into it
    out_.pieces_.clear();
    out_.pieces_.reserve(2 * edits.size() + 2);
    out_.size_ = 0;
  }

  base::Result<void> edit_object(Value object, std::string_view parent);
  void finish() { copy_to(text_.size()); }

 private:
  base::Result<const Edit*> edit_of(Value name, std::string_view parent);
  base::Result<void> edit_inside(const Member& member);
  void insert_missing(std::string_view parent, bool comma);
  void insert_member(const Edit& edit, bool comma);
  void insert_object(std::string_view parent);
  bool inserts_into(Value name) const;
  bool concerns(Value name) const;

  void copy_to(std::size_t offset);
  void skip_to(std::size_t offset) { cursor_ = offset; }
  void put_key(std::string_view key);
  void put_glue(std::string_view text);
  void put_value(std::string_view json);
  void add_piece(std::string_view piece);

  std::string_view text_;
  std::span<const Edit> edits_;
  std::vector<bool> done_;  // per edit: its member has been found or made
  Edited& out_;
  std::size_t cursor_ = 0;  // the text before it is dealt with
};

base::Result<void> EditPlan::edit_object(Value object, std::string_view parent) {
  std::size_t last_end = object.begin_offset() + 1;  // behind the last member that stays
  bool any_stays = false;
  bool any_removed = false;
  for (const Member member : object.members()) {
    const auto edit = edit_of(member.name, parent);
    if (!edit) return base::fail(edit.error());
    if (*edit && (*edit)->action == Edit::Action::remove) {
      if (any_stays || !any_removed) copy_to(any_stays ? last_end : member.name.begin_offset());
      skip_to(member.value.end_offset());
      any_removed = true;
      continue;
    }
    if (any_removed && !any_stays) skip_to(member.name.begin_offset());
    if (*edit && can_replace(**edit)) {
      copy_to(member.value.begin_offset());
      put_value((*edit)->raw);
      skip_to(member.value.end_offset());
    } else if (parent.empty() && concerns(member.name)) {
      if (auto inside = edit_inside(member); !inside) return inside;
    }
    any_stays = true;
    last_end = member.value.end_offset();
  }
  copy_to(last_end);
  insert_missing(parent, any_stays);
  return {};
}

// The edit of that member, or nullptr.
base::Result<const Edit*> EditPlan::edit_of(Value name, std::string_view parent) {
  for (std::size_t i = 0; i < edits_.size(); ++i) {
    if (edits_[i].parent != parent || !name.equals(edits_[i].field)) continue;
    if (done_[i]) {
      std::string path(parent);
      if (!path.empty()) path += '.';
      path += edits_[i].field;
      return base::fail(base::invalid_request(fmt::format("duplicate key {}", path), path));
    }
    done_[i] = true;
    return &edits_[i];
  }
  return nullptr;
}

bool EditPlan::concerns(Value name) const {
  for (const Edit& edit : edits_)
    if (!edit.parent.empty() && name.equals(edit.parent)) return true;
  return false;
}

bool EditPlan::inserts_into(Value name) const {
  for (const Edit& edit : edits_)
    if (!edit.parent.empty() && name.equals(edit.parent) && can_insert(edit)) return true;
  return false;
}

// The member's name is the parent of an edit.
base::Result<void> EditPlan::edit_inside(const Member& member) {
  const std::string parent = member.name.to_string();
  if (member.value.is_object()) {
    auto inside = edit_object(member.value, parent);
    for (std::size_t i = 0; i < edits_.size(); ++i)
      if (edits_[i].parent == parent) done_[i] = true;
    return inside;
  }
  if (!member.value.is_null())
    return base::fail(
        base::invalid_request(fmt::format("{}: expected an object, found {}", parent, type_name(member.value.type())), parent));
  if (inserts_into(member.name)) {
    copy_to(member.value.begin_offset());
    insert_object(parent);
    skip_to(member.value.end_offset());
  }
  return {};
}

void EditPlan::insert_missing(std::string_view parent, bool comma) {
  for (std::size_t i = 0; i < edits_.size(); ++i) {
    const Edit& edit = edits_[i];
    if (done_[i] || !can_insert(edit)) continue;
    if (edit.parent == parent) {
      done_[i] = true;
      insert_member(edit, comma);
    } else if (parent.empty()) {
      if (comma) put_glue(",");
      put_key(edit.parent);
      insert_object(edit.parent);
    } else {
      continue;
    }
    comma = true;
  }
}

void EditPlan::insert_member(const Edit& edit, bool comma) {
  if (comma) put_glue(",");
  put_key(edit.field);
  put_value(edit.raw);
}

// A new object with all the members that are to be set in it.
void EditPlan::insert_object(std::string_view parent) {
  put_glue("{");
  insert_missing(parent, false);
  put_glue("}");
}

void EditPlan::copy_to(std::size_t offset) {
  if (offset <= cursor_) return;
  add_piece(text_.substr(cursor_, offset - cursor_));
  cursor_ = offset;
}

void EditPlan::put_key(std::string_view key) {
  put_glue("\"");
  if (find_escape(key) == key.size())
    put_glue(key);
  else
    put_glue(escaped(key));
  put_glue("\":");
}

void EditPlan::put_glue(std::string_view text) {
  assert(out_.glue_.size() + text.size() <= out_.glue_.capacity());
  const std::size_t begin = out_.glue_.size();
  out_.glue_.insert(out_.glue_.end(), text.begin(), text.end());
  add_piece(std::string_view(out_.glue_.data() + begin, text.size()));
}

void EditPlan::put_value(std::string_view json) {
  assert(!json.empty());
  if (json.size() <= small_value)
    put_glue(json);
  else
    add_piece(json);
}

// Pieces that continue each other in memory become one.
void EditPlan::add_piece(std::string_view piece) {
  if (piece.empty()) return;
  out_.size_ += piece.size();
  if (!out_.pieces_.empty() && out_.pieces_.back().data() + out_.pieces_.back().size() == piece.data()) {
    out_.pieces_.back() = std::string_view(out_.pieces_.back().data(), out_.pieces_.back().size() + piece.size());
    return;
  }
  out_.pieces_.push_back(piece);
}

std::string Edited::joined() const {
  std::string text;
  text.reserve(size_);
  for (const std::string_view piece : pieces_) text += piece;
  return text;
}

base::Result<void> apply_edits(const Document& document, std::span<const Edit> edits, Edited& out) {
  if (!document.root().is_object()) return base::fail(base::invalid_request("expected a JSON object"));
  if (auto checked = check_conflicts(edits); !checked) return checked;
  EditPlan plan(document, edits, out);
  if (auto edited = plan.edit_object(document.root(), {}); !edited) return edited;
  plan.finish();
  return {};
}

base::Result<std::string> edited_text(const Document& document, std::span<const Edit> edits) {
  Edited edited;
  if (auto applied = apply_edits(document, edits, edited); !applied) return base::fail(std::move(applied.error()));
  return edited.joined();
}

}  // namespace patchbay::json
