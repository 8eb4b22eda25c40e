// The members of a list value, whichever list it is.
#pragma once

#include <type_traits>

#include "gateway/sample/value.hpp"

namespace gatewarden {

template <class List>
auto& members(List& list) {
  using Plain = std::remove_const_t<List>;
  if constexpr (std::is_same_v<Plain, NumberList>) {
    return list.numbers;
  } else if constexpr (std::is_same_v<Plain, StringList>) {
    return list.strings;
  } else if constexpr (std::is_same_v<Plain, IpList>) {
    return list.addresses;
  } else if constexpr (std::is_same_v<Plain, PortList>) {
    return list.ports;
  } else {
    static_assert(std::is_same_v<Plain, ConnectionList>);
    return list.connections;
  }
}

}  // namespace gatewarden
