// Why a stream could not be opened, or ended.
#pragma once

#include <cstdint>
#include <string>

namespace gatewarden::modbus {

struct Trouble {
  enum class Kind : std::uint8_t {
    in_use,      // another program has the port
    unresolved,  // the host name has no address
    unreachable,
    closed_by_peer,
    lost,
    other,  // only `why` tells
  };
  Kind kind = Kind::other;
  std::string why;  // with a remedy if there is one
};

}  // namespace gatewarden::modbus
