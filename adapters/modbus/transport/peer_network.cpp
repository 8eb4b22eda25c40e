#include "adapters/modbus/transport/peer_network.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

namespace gatewarden::modbus {

std::optional<PeerNetwork::Address> PeerNetwork::read(const std::string& text) {
  constexpr const char* kMapped = "::ffff:";
  const std::string plain = text.rfind(kMapped, 0) == 0 && text.find('.') != std::string::npos
                                ? text.substr(std::char_traits<char>::length(kMapped))
                                : text;
  Address address;
  if (inet_pton(AF_INET, plain.c_str(), address.bytes.data()) == 1) {
    address.bits = 32;
  } else if (inet_pton(AF_INET6, plain.c_str(), address.bytes.data()) == 1) {
    address.bits = 128;
  } else {
    return std::nullopt;
  }
  return address;
}

bool PeerNetwork::is_address(const std::string& text) {
  return read(text.substr(0, text.find('%'))).has_value();
}

std::optional<PeerNetwork> PeerNetwork::parse(const std::string& text) {
  const std::size_t slash = text.find('/');
  const auto address = read(text.substr(0, slash));
  if (!address) return std::nullopt;
  PeerNetwork network;
  network.network_ = *address;
  network.prefix_ = address->bits;
  if (slash == std::string::npos) return network;
  const char* const first = text.data() + slash + 1;
  const char* const last = text.data() + text.size();
  const auto [end, error] = std::from_chars(first, last, network.prefix_);
  if (error != std::errc() || end != last || network.prefix_ > address->bits) return std::nullopt;
  return network;
}

bool PeerNetwork::contains(const std::string& address) const {
  const auto caller = read(address);
  if (!caller || caller->bits != network_.bits) return false;
  for (unsigned bit = 0; bit < prefix_; ++bit) {
    const unsigned difference = caller->bytes[bit / 8] ^ network_.bytes[bit / 8];
    if ((difference >> (7 - bit % 8) & 1u) != 0) return false;
  }
  return true;
}

}  // namespace gatewarden::modbus
