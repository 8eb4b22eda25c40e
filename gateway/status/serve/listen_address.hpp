#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "gateway/base/result.hpp"

namespace gatewarden::status {

struct ListenAddress {
  std::string address;
  std::uint16_t port = 0;
};

// "127.0.0.1:9464", "[::1]:9464": an IP address and port, no name. The error shows a right example.
Result<ListenAddress> parse_listen_address(std::string_view text);

}  // namespace gatewarden::status
