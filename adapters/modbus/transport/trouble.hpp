// Why a stream could not be opened, or ended.
#pragma once

#include <cstdint>
#include <string>

namespace gatewarden::modbus {

struct Trouble {
  enum class Kind : std::uint8_t {
    in_use,          // the port belongs to another program
    unresolved,      // the host name means no address
    unreachable,     // no connection comes about
    closed_by_peer,  // the other side ended the connection
    lost,            // the connection broke
    other,           // only the words tell
  };
  Kind kind = Kind::other;
  std::string why;  // in words, with the remedy where there is one
};

}  // namespace gatewarden::modbus
