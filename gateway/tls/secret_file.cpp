#include "gateway/tls/secret_file.hpp"

#include <algorithm>
#include <cstdio>

namespace gatewarden {
namespace {

constexpr std::size_t kMaxPassword = 65535;  // MQTT's length has two bytes
constexpr std::size_t kMaxPasswordFile = 1024 * 1024;

Error unreadable(const std::string& subject, const std::string& why) {
  return Error{subject + " cannot be read: " + why + "; name a file that the gateway's user may read"};
}

Error open_to_others(const std::string& subject, const std::string& file, const FileRights& rights,
                     const std::string& others) {
  char mode[8];
  std::snprintf(mode, sizeof mode, "%04o", static_cast<unsigned>(rights.mode) & 07777U);
  return Error{
      subject + " is open to others than its owner (mode " + mode + "): " + others +
      " may read it: chmod 600 " + file +
      ", owned by the gateway's user or root (a mounted secret: mode 0400, or 0440 with a group of the "
      "gateway alone such as fsGroup, or systemd's LoadCredential=)"};
}

}  // namespace

Result<Secret> read_secret_file(const std::string& what, const std::string& file, std::size_t most,
                                const UserDatabase& users) {
  const std::string subject = what + " " + file;
  auto opened = RegularFile::open(file);
  if (!opened) return unreadable(subject, opened.error());
  const FileRights rights = FileRights::of(*opened);
  const std::string others = other_readers(rights, Reader::of_process(), users);
  if (!others.empty()) return open_to_others(subject, file, rights, others);
  auto text = opened->read(most);
  if (!text) return unreadable(subject, text.error());
  return Secret(std::move(*text));
}

Result<Secret> read_password(const std::string& what, const std::string& file) {
  auto secret = read_secret_file(what, file, kMaxPasswordFile);
  if (!secret) return secret;
  if (secret->empty()) return Error{what + " " + file + " is empty; its first line is the password"};
  std::size_t end = std::min(secret->text().find('\n'), secret->text().size());
  if (end > 0 && secret->text()[end - 1] == '\r') --end;
  if (end > kMaxPassword) return Error{"the first line of " + what + " " + file + " is too long"};
  secret->cut(end);
  return secret;
}

}  // namespace gatewarden
