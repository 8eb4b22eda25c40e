// The request to an HTTP proxy and its answer (RFC 9110, 9.3.6; RFC 7617). Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "gateway/mqtt/connection/packet_cursor.hpp"
#include "gateway/mqtt/connection/target.hpp"

namespace gatewarden::mqtt {

// With Basic credentials if the proxy has a user name: so it is a secret.
Secret connect_request(const Target& target);

// Why the proxy refused, from its status line; empty if it did not.
std::string proxy_refusal(const Target& target, std::string_view status_line);

// The head of a proxy's answer, however its bytes come: it ends with the first blank line. Interim answers may come
// before it (RFC 9110, 15.2); all together are bounded. What follows is the broker's.
class ProxyAnswer {
 public:
  static constexpr std::size_t kMaxBytes = 16 * 1024;

  // Takes bytes of the head only; returns the others.
  Octets take(Octets bytes);
  bool complete() const { return complete_; }
  bool too_long() const { return !complete_ && taken_ >= kMaxBytes; }
  // It can still be HTTP.
  bool plausible() const {
    return std::string_view("HTTP/1.").starts_with(std::string_view(head_).substr(0, 7));
  }
  std::string_view status_line() const {
    return std::string_view(head_).substr(0, head_.find_first_of("\r\n"));
  }

 private:
  std::string head_;
  std::size_t taken_ = 0;
  bool complete_ = false;
};

}  // namespace gatewarden::mqtt
