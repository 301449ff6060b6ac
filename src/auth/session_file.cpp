#include "auth/session_file.hpp"

#include "json/document.hpp"
#include "json/writer.hpp"
#include "transport/unique_fd.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>
#include <string>

namespace patchbay::auth {
namespace {

std::string text_of(const std::deque<HashedToken>& sessions) {
  std::string text;
  json::Writer writer(text);
  writer.begin_object().key("sessions").begin_array();
  for (const HashedToken& session : sessions) {
    writer.begin_object().field("sha256", hash_text(session.hash));
    writer.field("expires", std::chrono::duration_cast<std::chrono::seconds>(session.expires.time_since_epoch()).count()).end_object();
  }
  writer.end_array().end_object();
  return text + "\n";
}

bool write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = ::write(descriptor, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

std::unexpected<base::Error> cannot_write(const std::filesystem::path& file) {
  return base::fail(base::ErrorKind::internal, fmt::format("cannot write {}: {}", file.string(), std::strerror(errno)));
}

}  // namespace

std::deque<HashedToken> read_session_file(const std::filesystem::path& file) {
  std::deque<HashedToken> sessions;
  std::ostringstream content;
  content << std::ifstream(file, std::ios::binary).rdbuf();
  const std::string text = content.str();
  json::Document document;
  if (!document.parse(text)) return sessions;
  for (const json::Value entry : document.root().find("sessions").items()) {
    const auto hash = hash_from_text(entry.find("sha256").raw_string());
    const auto expires = entry.find("expires").as_int64();
    if (hash && expires) sessions.push_back({*hash, base::WallTime(std::chrono::seconds(*expires))});
  }
  return sessions;
}

base::Result<void> write_session_file(const std::filesystem::path& file, const std::deque<HashedToken>& sessions) {
  const std::string fresh = file.string() + ".new";
  ::unlink(fresh.c_str());
  const transport::UniqueFd descriptor(::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR));
  if (!descriptor.valid()) return cannot_write(fresh);
  if (!write_all(descriptor.get(), text_of(sessions)) || ::fsync(descriptor.get()) != 0) return cannot_write(fresh);
  if (::rename(fresh.c_str(), file.c_str()) != 0) return cannot_write(file);
  return {};
}

}  // namespace patchbay::auth
