#include "gateway/mqtt/connection/http_connect.hpp"

#include "gateway/base/text/base64.hpp"
#include "gateway/base/text/host_port.hpp"
#include "gateway/base/text/printable.hpp"

namespace gatewarden::mqtt {
namespace {

// For the log: a proxy's words are untrusted.
std::string quoted(std::string_view text) { return "'" + printable_ascii(text, 100) + "'"; }

}  // namespace

// Nothing of the password stays behind: what holds it is wiped, and never grows into another place.
Secret connect_request(const Target& target) {
  const std::string goal = host_and_port(target.host, target.port);
  std::string request = "CONNECT " + goal + " HTTP/1.1\r\nHost: " + goal + "\r\n";
  if (!target.proxy->username.empty()) {
    const Secret pair(target.proxy->username + ":" + target.proxy->password.text());
    const Secret credentials(to_base64(pair.text()));
    request += "Proxy-Authorization: Basic ";
    request.reserve(request.size() + credentials.text().size() + 4);
    request += credentials.text();
    request += "\r\n";
  }
  request += "\r\n";
  return Secret(std::move(request));
}

std::string proxy_refusal(const Target& target, std::string_view status_line) {
  const std::string proxy = "the proxy " + host_and_port(target.proxy->host, target.proxy->port);
  const std::string goal = host_and_port(target.host, target.port);
  if (!status_line.starts_with("HTTP/1.") || status_line.size() < 12) {
    return proxy + " does not answer as an HTTP proxy: " + quoted(status_line);
  }
  const std::string_view code = status_line.substr(9, 3);
  if (code.front() == '2') return "";
  if (code == "407" || code == "401") {
    return target.proxy->username.empty()
               ? proxy + " asks for a user name and a password (" + std::string(code) +
                     "): give proxy_username and proxy_password_file"
               : proxy + " refuses the user name or password (" + std::string(code) +
                     "): check proxy_username and proxy_password_file";
  }
  if (code == "403") {
    return proxy + " does not allow connections to " + goal + " (403): its rules must permit CONNECT there";
  }
  return proxy + " did not reach " + goal + ": " + quoted(status_line);
}

// A line may end with the bare line feed (RFC 9112, 2.2).
Octets ProxyAnswer::take(Octets bytes) {
  while (!bytes.empty() && !complete_ && taken_ < kMaxBytes) {
    head_ += static_cast<char>(bytes.front());
    ++taken_;
    bytes = bytes.subspan(1);
    if (!head_.ends_with("\n\r\n") && !head_.ends_with("\n\n")) continue;
    complete_ = !status_line().substr(0, 10).ends_with(" 1");  // "HTTP/1.1 103 Early Hints"
    if (!complete_) head_.clear();
  }
  return bytes;
}

}  // namespace gatewarden::mqtt
