// The members of a list value, whichever list it is, and their size.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <type_traits>

#include "gateway/report/content_rules.hpp"
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

// The longest text in a member, in bytes.
inline std::size_t longest_text(const Number&) { return 0; }
inline std::size_t longest_text(const std::string& text) { return text.size(); }
inline std::size_t longest_text(const Port& port) { return port.interface.size(); }
inline std::size_t longest_text(const Connection& connection) {
  return std::max(connection.remote_address.size(), connection.local_interface.size());
}
template <class Member>
bool too_long(const Member& member) {
  return longest_text(member) > kMaxTextBytes;
}

// About what a member takes of a report, in bytes of JSON with short keys.
inline std::size_t written_bytes(const Number&) { return 16; }
inline std::size_t written_bytes(const std::string& text) { return text.size() + 3; }
inline std::size_t written_bytes(const Port& port) { return port.interface.size() + 24; }
inline std::size_t written_bytes(const Connection& connection) {
  return connection.remote_address.size() + connection.local_interface.size() + 40;
}

}  // namespace gatewarden
