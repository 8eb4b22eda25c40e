#include "gateway/tls/secret_file.hpp"

#include <sys/stat.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>

namespace gatewarden {
namespace {

constexpr std::size_t kMaxBytes = 65535;  // of a password; MQTT's length has two bytes

}  // namespace

Result<void> only_owner_may_read(const std::string& what, const std::string& file) {
  struct stat found {};
  if (stat(file.c_str(), &found) != 0)
    return Error{what + " " + file + " cannot be read: " + std::strerror(errno)};
  if ((found.st_mode & (S_IRGRP | S_IWGRP | S_IROTH | S_IWOTH)) == 0) return {};
  char mode[8];
  std::snprintf(mode, sizeof mode, "%04o", static_cast<unsigned>(found.st_mode) & 07777U);
  return Error{what + " " + file + " is open to others than its owner (mode " + mode + "): chmod 600 " +
               file + " (a mounted secret: mode 0400)"};
}

Result<std::string> read_secret(const std::string& what, const std::string& file) {
  errno = 0;
  std::ifstream in(file, std::ios::binary);
  std::string line;
  if (!in || !std::getline(in, line)) {
    return Error{what + " " + file +
                 " cannot be read: " + (errno ? std::strerror(errno) : "it is empty or not a file") +
                 "; its first line is the password, and the gateway's user must be able to read it"};
  }
  if (auto closed = only_owner_may_read(what, file); !closed) return Error{closed.error()};
  if (!line.empty() && line.back() == '\r') line.pop_back();
  if (line.size() > kMaxBytes) return Error{"the first line of " + what + " " + file + " is too long"};
  return line;
}

}  // namespace gatewarden
