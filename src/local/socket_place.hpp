// Where does llama-server's socket lie? A Unix socket's path may have at most 107 bytes (sockaddr_un), and a home can be deeper than that.
#pragma once

#include "base/result.hpp"

#include <filesystem>
#include <string>

namespace patchbay::local {

inline constexpr std::size_t longest_socket_path = 107;

struct SocketSearch {
  std::filesystem::path home;            // Patchbay's home
  std::filesystem::path runtime_folder;  // $XDG_RUNTIME_DIR; may be empty
  std::filesystem::path temporary_folder = "/tmp";
  std::string file_name = "llama.sock";  // ends in .sock, as llama-server wants it
};

// `run/FILE_NAME` in the home where it fits, else a folder of this home's own under the runtime folder, else under the temporary one. The
// folder exists afterwards, belongs to this user and has mode 0700, so that nobody else can reach the socket or put another in its place; a
// folder that is not like that is refused. The same home always gives the same path.
base::Result<std::filesystem::path> prepare_socket_place(const SocketSearch& search);

}  // namespace patchbay::local
