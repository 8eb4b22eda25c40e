#include "gateway/mqtt/connection/target_secrets.hpp"

#include "gateway/tls/secret_file.hpp"

namespace gatewarden::mqtt {

Result<void> read_secrets(Target& target) {
  const auto read = [](const std::string& what, const std::string& file, Secret& into) -> Result<void> {
    if (file.empty()) return {};
    auto secret = read_password(what, file);
    if (!secret) return Error{secret.error()};
    into = std::move(*secret);
    return {};
  };
  if (auto ok = read("password_file", target.password_file, target.password); !ok) return ok;
  if (!target.proxy) return {};
  return read("proxy_password_file", target.proxy->password_file, target.proxy->password);
}

}  // namespace gatewarden::mqtt
