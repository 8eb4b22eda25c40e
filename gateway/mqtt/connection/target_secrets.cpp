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
  auto own = read("password_file", target.password_file, target.password);
  if (!target.proxy) return own;
  auto of_proxy = read("proxy_password_file", target.proxy->password_file, target.proxy->password);
  if (!own && !of_proxy) return Error{own.error() + "; " + of_proxy.error()};
  return own ? of_proxy : own;
}

}  // namespace gatewarden::mqtt
