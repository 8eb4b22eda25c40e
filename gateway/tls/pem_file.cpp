#include "gateway/tls/pem_file.hpp"

#include "gateway/base/regular_file.hpp"
#include "gateway/tls/secret_file.hpp"

namespace gatewarden {
namespace {

Error unreadable(const std::string& what, const std::string& file, const std::string& why) {
  return Error{what + " " + file + " cannot be read: " + why +
               "; give the path of a PEM file that the gateway's user may read"};
}

}  // namespace

Result<std::string> read_pem_file(const std::string& what, const std::string& file) {
  auto bytes = read_regular_file(file, kMaxPem);
  if (!bytes) return unreadable(what, file, bytes.error());
  if (bytes->empty()) return unreadable(what, file, "it is empty");
  return bytes;
}

Result<Secret> read_key_file(const std::string& what, const std::string& file) {
  auto key = read_secret_file(what, file, kMaxPem);
  if (key && key->empty()) return unreadable(what, file, "it is empty");
  return key;
}

}  // namespace gatewarden
