#include "protocols/openai_chat/read_part.hpp"

#include "protocols/openai_chat/wire.hpp"

namespace patchbay::protocols::openai_chat {
namespace {

using canonical::Media;
using canonical::MediaSource;
using canonical::Part;
using json::Value;

void keep(Part& part, std::string name, Value value) { part.extra.fields.push_back({std::move(name), std::string(value.raw())}); }

void keep_others(Part& part, Value source, std::string_view known) {
  for (const json::Member member : source.members())
    if (!member.is("type") && !member.is(known)) keep(part, std::string(member.key_raw()), member.value);
}

void keep_inner(Part& part, Value source, std::string_view holder, std::initializer_list<std::string_view> known) {
  for (const json::Member member : source.members()) {
    bool is_known = false;
    for (std::string_view name : known) is_known = is_known || member.is(name);
    if (!is_known) keep(part, nested_name(holder, member.key_raw()), member.value);
  }
}

Part read_image(Value source) {
  const Value image = source.find("image_url");
  canonical::ImagePart content;
  content.media = read_address(image.is_string() ? image.to_string() : image.find("url").to_string());
  content.media.detail = image.find("detail").to_string();
  Part part(std::move(content));
  keep_others(part, source, "image_url");
  keep_inner(part, image, "image_url", {"url", "detail"});
  return part;
}

Part read_audio(Value source) {
  const Value audio = source.find("input_audio");
  canonical::AudioPart content;
  content.media.data = audio.is_string() ? audio.to_string() : audio.find("data").to_string();
  content.format = audio.find("format").to_string();
  Part part(std::move(content));
  keep_others(part, source, "input_audio");
  keep_inner(part, audio, "input_audio", {"data", "format"});
  return part;
}

Part read_file(Value source) {
  const Value file = source.find("file");
  canonical::DocumentPart content;
  if (file.find("file_id").is_string()) {
    content.media.source = MediaSource::file_id;
    content.media.data = file.find("file_id").to_string();
  } else {
    content.media = read_address(file.find("file_data").to_string());
  }
  content.media.name = file.find("filename").to_string();
  Part part(std::move(content));
  keep_others(part, source, "file");
  keep_inner(part, file, "file", {"file_id", "file_data", "filename"});
  return part;
}

template <class Content>
Part read_text(Value source, std::string_view member) {
  Content content;
  content.text = source.find(member).to_string();
  Part part(std::move(content));
  keep_others(part, source, member);
  return part;
}

Part read_opaque(Value source) {
  canonical::OpaquePart content;
  content.type = source.find("type").to_string();
  content.raw_json = source.raw();
  return Part(std::move(content));
}

}  // namespace

Media read_address(std::string address) {
  Media media;
  const std::string_view view = address;
  const auto comma = view.find(',');
  if (view.starts_with("data:") && comma != std::string_view::npos && view.substr(0, comma).ends_with(";base64") &&
      view.substr(5, comma - 5).find(';') + 7 == comma - 5) {
    media.media_type = view.substr(5, comma - 5 - 7);
    media.data = std::move(address).substr(comma + 1);
    return media;
  }
  media.source = MediaSource::url;
  media.data = std::move(address);
  return media;
}

std::string write_address(const Media& media) {
  if (media.source != MediaSource::base64) return media.data;
  return "data:" + media.media_type + ";base64," + media.data;
}

Part read_part(Value source) {
  const Value type = source.find("type");
  if (type.equals("text") && source.find("text").is_string()) return read_text<canonical::TextPart>(source, "text");
  if (type.equals("refusal") && source.find("refusal").is_string()) return read_text<canonical::RefusalPart>(source, "refusal");
  if (type.equals("image_url") && source.find("image_url").find("url").is_string()) return read_image(source);
  if (type.equals("input_audio") && source.find("input_audio").is_object()) return read_audio(source);
  if (type.equals("file") && source.find("file").is_object()) return read_file(source);
  return read_opaque(source);
}

}  // namespace patchbay::protocols::openai_chat
