#include "adapters/host/kernel/host_addresses.hpp"

#include <bit>
#include <cstring>

#include "adapters/host/kernel/kernel_file.hpp"
#include "adapters/host/kernel/next_word.hpp"
#include "gateway/base/text/parse_number.hpp"

namespace gatewarden::host {
namespace {

constexpr std::size_t kMaxTableBytes = 4 * 1024 * 1024;
constexpr unsigned kViaGateway = 0x2;  // RTF_GATEWAY

std::vector<std::string_view> words(std::string_view line) {
  std::vector<std::string_view> all;
  for (auto word = next_word(line); !word.empty(); word = next_word(line)) all.push_back(word);
  return all;
}

// Every line that `parse` understands; a table is bounded, and what is behind the bound is left out.
template <class Parse, class Take>
void each_parsed(const std::string& file, Parse parse, Take take) {
  (void)each_line(file, kMaxTableBytes, [&](std::string_view line) {
    if (auto found = parse(line)) take(std::move(*found));
    return true;
  });
}

std::uint32_t word_of(const IpAddress& v4) {
  const auto bytes = v4.v4_bytes();
  return std::bit_cast<std::uint32_t>(bytes);
}

std::string interface_of(const IpAddress& address, const std::vector<LocalNetwork>& networks) {
  if (address.is_loopback()) return "lo";
  const LocalNetwork* best = nullptr;
  for (const LocalNetwork& each : networks) {
    if ((word_of(address) & each.mask) != each.network) continue;
    if (!best || std::popcount(each.mask) > std::popcount(best->mask)) best = &each;
  }
  return best ? best->interface : std::string();
}

}  // namespace

std::optional<Interface> parse_inet6(std::string_view line) {
  const auto columns = words(line);  // address, index, prefix, scope, flags, name
  if (columns.size() != 6 || columns[0].size() != 32) return std::nullopt;
  std::array<std::uint8_t, 16> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const auto byte = parse_number<std::uint8_t>(columns[0].substr(2 * i, 2), 16);
    if (!byte) return std::nullopt;
    bytes[i] = *byte;
  }
  const IpAddress address = IpAddress::v6(bytes);
  return Interface{std::string(columns[5]), address, address.is_loopback()};
}

std::optional<LocalNetwork> parse_network(std::string_view line) {
  const auto columns = words(line);  // interface, destination, gateway, flags, ..., mask is the eighth
  if (columns.size() < 8) return std::nullopt;
  const auto network = parse_number<std::uint32_t>(columns[1], 16);
  const auto flags = parse_number<unsigned>(columns[3], 16);
  const auto mask = parse_number<std::uint32_t>(columns[7], 16);
  if (!network || !flags || !mask || *mask == 0 || (*flags & kViaGateway) != 0) return std::nullopt;
  return LocalNetwork{*network, *mask, std::string(columns[0])};
}

std::optional<IpAddress> LocalAddresses::take(std::string_view line) {
  const auto columns = words(line);
  if (columns.size() == 2 && columns[0] == "|--") {
    last_ = IpAddress::parse(columns[1]);
  } else if (last_ && columns.size() >= 3 && columns[0] == "/32" && columns[2] == "LOCAL") {
    return last_;
  }
  return std::nullopt;
}

std::vector<Interface> addresses_in(const std::string& proc_net) {
  std::vector<Interface> found;
  each_parsed(proc_net + "/if_inet6", parse_inet6, [&](Interface one) { found.push_back(std::move(one)); });
  std::vector<LocalNetwork> networks;
  each_parsed(proc_net + "/route", parse_network,
              [&](LocalNetwork one) { networks.push_back(std::move(one)); });
  LocalAddresses addresses;
  each_parsed(
      proc_net + "/fib_trie", [&](std::string_view line) { return addresses.take(line); },
      [&](const IpAddress& address) {
        if (address.is_v4())
          found.push_back({interface_of(address, networks), address, address.is_loopback()});
      });
  return found;
}

}  // namespace gatewarden::host
