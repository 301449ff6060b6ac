#include "local/engine_log.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <cstring>
#include <fstream>

namespace patchbay::local {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t tail_bytes = 16 * 1024;
constexpr std::size_t longest_complaint = 300;

std::uint64_t size_of(const fs::path& file) {
  std::error_code failed;
  const auto size = fs::file_size(file, failed);
  return failed ? 0 : static_cast<std::uint64_t>(size);
}

std::string read_from(const fs::path& file, std::uint64_t offset) {
  std::ifstream in(file, std::ios::binary);
  in.seekg(static_cast<std::streamoff>(offset));
  std::string text(tail_bytes, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(std::max<std::streamsize>(in.gcount(), 0)));
  return text;
}

bool is_stamp(std::string_view word) {
  return word.find('.') != std::string_view::npos && std::ranges::all_of(word, [](char c) { return (c >= '0' && c <= '9') || c == '.'; });
}
bool is_port(std::string_view word) { return word.size() > 2 && word.front() == '[' && word.back() == ']'; }

// Model processes' lines begin with "[PORT] ", all of llama.cpp's with "0.00.001.449 E ": the level is a single letter.
struct Line {
  char level = ' ';
  std::string_view text;
};
Line take_apart(std::string_view line) {
  const auto first_word = [&line] { return line.substr(0, line.find(' ')); };
  const auto drop_word = [&line] {
    const auto blank = line.find(' ');
    line = blank == std::string_view::npos ? std::string_view{} : line.substr(std::min(line.find_first_not_of(' ', blank), line.size()));
  };
  Line parts;
  if (is_port(first_word())) drop_word();
  if (is_stamp(first_word())) {
    drop_word();
    if (first_word().size() == 1) {
      parts.level = line.front();
      drop_word();
    }
  }
  parts.text = line;
  return parts;
}

bool complains(const Line& line) {
  if (line.level != ' ') return line.level == 'E';
  std::string lower(line.text);
  std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lower.contains("error") || lower.contains("failed") || lower.contains("assert") || lower.contains("abort");
}

std::string printable(std::string_view text) {
  std::string clean(text.substr(0, longest_complaint));
  std::ranges::replace_if(clean, [](unsigned char c) { return c < 0x20 || c >= 0x7F; }, '?');
  return clean;
}

}  // namespace

EngineLog::EngineLog(fs::path file, std::uint64_t most_bytes) : file_(std::move(file)), most_bytes_(most_bytes) {}

base::Result<transport::UniqueFd> EngineLog::open_for_process() {
  std::error_code failed;
  fs::create_directories(file_.parent_path(), failed);
  enforce_bound();
  transport::UniqueFd opened(::open(file_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
  if (!opened.valid())
    return base::fail(base::ErrorKind::internal, fmt::format("cannot open the log file {}: {}", file_.string(), std::strerror(errno)));
  process_begins_ = size_of(file_);
  return opened;
}

void EngineLog::enforce_bound() {
  if (size_of(file_) <= most_bytes_) return;
  std::error_code failed;
  fs::path older = file_;
  older += ".1";
  fs::copy_file(file_, older, fs::copy_options::overwrite_existing, failed);
  fs::resize_file(file_, 0, failed);
  process_begins_ = 0;
}

std::string EngineLog::last_complaint() const {
  const std::uint64_t size = size_of(file_);
  return complaint_in(read_from(file_, std::max(process_begins_, size > tail_bytes ? size - tail_bytes : 0)));
}

std::string complaint_in(std::string_view output) {
  std::string_view last;
  std::string_view last_error;
  while (!output.empty()) {
    const auto end = output.find('\n');
    const Line line = take_apart(output.substr(0, end));
    output.remove_prefix(end == std::string_view::npos ? output.size() : end + 1);
    if (line.text.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    last = line.text;
    if (complains(line)) last_error = line.text;
  }
  return printable(last_error.empty() ? last : last_error);
}

}  // namespace patchbay::local
