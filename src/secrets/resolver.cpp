#include "secrets/resolver.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace patchbay::secrets {
namespace {

constexpr std::size_t largest = 64 * 1024;

std::unexpected<base::Error> refuse(const base::SecretReference& reference, std::string_view reason) {
  return base::fail(base::ErrorKind::provider_authentication, fmt::format("the secret {} {}", reference.text(), reason));
}

base::Result<base::Secret> checked(const base::SecretReference& reference, base::Secret secret) {
  const std::string_view text = secret.reveal();
  if (text.empty()) return refuse(reference, "is empty");
  if (text.size() > largest) return refuse(reference, "is larger than 64 KB");
  const auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
  if (std::any_of(text.begin(), text.end(), control)) return refuse(reference, "holds a line break or another control character");
  return secret;
}

base::Result<base::Secret> from_environment(const base::SecretReference& reference) {
  const char* value = std::getenv(reference.locator.c_str());
  if (value == nullptr) return refuse(reference, "is not set: no such environment variable in the environment of patchbay");
  return checked(reference, base::Secret(std::string(value)));
}

class Descriptor {
 public:
  explicit Descriptor(const char* path) : value_(::open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (value_ >= 0) ::close(value_);
  }
  [[nodiscard]] int get() const { return value_; }

 private:
  int value_;
};

// Reads at most one byte more than the largest secret, so that a larger file is noticed. The buffer is reserved whole: growing would leave
// copies behind.
base::Result<base::Secret> read_all(const base::SecretReference& reference, int descriptor) {
  std::string text(largest + 2, '\0');
  std::size_t size = 0;
  while (size < text.size()) {
    const ssize_t count = ::read(descriptor, text.data() + size, text.size() - size);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      explicit_bzero(text.data(), text.size());
      return refuse(reference, fmt::format("cannot be read: {}", std::strerror(errno)));
    }
    if (count == 0) break;
    size += static_cast<std::size_t>(count);
  }
  if (size > 0 && text[size - 1] == '\n') --size;
  if (size > 0 && text[size - 1] == '\r') --size;
  base::Secret secret(text.substr(0, size));
  explicit_bzero(text.data(), text.size());
  return secret;
}

bool is_open_to_others(const struct stat& status) { return (status.st_mode & (S_IRGRP | S_IROTH)) != 0; }

}  // namespace

bool readable_by_others(const base::SecretReference& reference) {
  struct stat status{};
  return reference.source == base::SecretReference::Source::file && ::stat(reference.locator.c_str(), &status) == 0 &&
         is_open_to_others(status);
}

base::Result<base::Secret> Resolver::resolve(const base::SecretReference& reference) const {
  return reference.source == base::SecretReference::Source::environment ? from_environment(reference) : from_file(reference);
}

base::Result<base::Secret> Resolver::from_file(const base::SecretReference& reference) const {
  const Descriptor descriptor(reference.locator.c_str());
  if (descriptor.get() < 0) return refuse(reference, fmt::format("cannot be read: {}", std::strerror(errno)));
  struct stat status{};
  if (::fstat(descriptor.get(), &status) != 0) return refuse(reference, fmt::format("cannot be read: {}", std::strerror(errno)));
  if (!S_ISREG(status.st_mode)) return refuse(reference, "is not a regular file");
  if (is_open_to_others(status))
    logger_->warning("secrets", "{} can be read by others than its owner; chmod 600 cures it", reference.text());
  auto secret = read_all(reference, descriptor.get());
  if (!secret) return secret;
  return checked(reference, std::move(*secret));
}

}  // namespace patchbay::secrets
