#include "adapters/host/kernel/proc_net.hpp"

#include <cstring>

#include "adapters/host/kernel/next_word.hpp"
#include "gateway/base/text/parse_number.hpp"

namespace gatewarden::host {
namespace {

template <class Int>
bool read_number(std::string_view word, int base, Int& out) {
  const auto number = parse_number<Int>(word, base);
  if (number) out = *number;
  return number.has_value();
}

// The kernel prints each 32-bit word of an address (in network order) as a number of this machine. Stored as a
// number, its bytes are in order on any machine.
template <std::size_t bytes>
bool read_address_bytes(std::string_view hex, std::array<std::uint8_t, bytes>& out) {
  for (std::size_t i = 0; i < bytes; i += 4) {
    std::uint32_t word = 0;
    if (!read_number(hex.substr(i * 2, 8), 16, word)) return false;
    std::memcpy(out.data() + i, &word, 4);
  }
  return true;
}

bool read_endpoint(std::string_view word, IpAddress& address, std::uint16_t& port) {
  const std::size_t colon = word.find(':');
  if (colon == std::string_view::npos || word.size() != colon + 5) return false;
  if (!read_number(word.substr(colon + 1), 16, port)) return false;
  const std::string_view hex = word.substr(0, colon);
  if (hex.size() == 8) {
    std::array<std::uint8_t, 4> bytes{};
    if (!read_address_bytes(hex, bytes)) return false;
    address = IpAddress::v4(bytes);
    return true;
  }
  std::array<std::uint8_t, 16> bytes{};
  if (hex.size() != 32 || !read_address_bytes(hex, bytes)) return false;
  address = IpAddress::v6(bytes);
  return true;
}

}  // namespace

bool is_socket_header(std::string_view line) { return next_word(line) == "sl"; }

std::optional<Socket> parse_socket(std::string_view line) {
  const std::string_view slot = next_word(line);
  if (slot.size() < 2 || slot.back() != ':') return std::nullopt;
  Socket socket;
  if (!read_endpoint(next_word(line), socket.local, socket.local_port)) return std::nullopt;
  if (!read_endpoint(next_word(line), socket.remote, socket.remote_port)) return std::nullopt;
  std::uint8_t state = 0;
  if (!read_number(next_word(line), 16, state)) return std::nullopt;
  socket.state = static_cast<SocketState>(state);
  return socket;
}

bool is_interface_header(std::string_view line) { return line.find('|') != std::string_view::npos; }

std::optional<InterfaceCounters> parse_interface(std::string_view line) {
  if (is_interface_header(line)) return std::nullopt;
  // Old kernels leave no blank between the name and a large number. An alias has a colon in its name.
  const std::size_t colon = line.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  std::string_view name = line.substr(0, colon);
  std::string_view numbers = line.substr(colon + 1);
  InterfaceCounters counters;
  counters.name = next_word(name);
  if (counters.name.empty() || !next_word(name).empty()) return std::nullopt;
  // receive: bytes packets errs drop fifo frame compressed multicast, then transmit: bytes packets ...
  for (int column = 0; column < 10; ++column) {
    std::uint64_t value = 0;
    if (!read_number(next_word(numbers), 10, value)) return std::nullopt;
    if (column == 0) counters.bytes_in = value;
    if (column == 1) counters.packets_in = value;
    if (column == 8) counters.bytes_out = value;
    if (column == 9) counters.packets_out = value;
  }
  return counters;
}

}  // namespace gatewarden::host
