#include "adapters/host/kernel/interfaces.hpp"

#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>

#include <cstring>
#include <memory>

namespace gatewarden::host {
namespace {

std::optional<IpAddress> address_of(const sockaddr* socket) {
  if (socket == nullptr) return std::nullopt;
  if (socket->sa_family == AF_INET) {
    std::array<std::uint8_t, 4> bytes{};
    std::memcpy(bytes.data(), &reinterpret_cast<const sockaddr_in*>(socket)->sin_addr, bytes.size());
    return IpAddress::v4(bytes);
  }
  if (socket->sa_family == AF_INET6) {
    std::array<std::uint8_t, 16> bytes{};
    std::memcpy(bytes.data(), &reinterpret_cast<const sockaddr_in6*>(socket)->sin6_addr, bytes.size());
    return IpAddress::v6(bytes);
  }
  return std::nullopt;
}

}  // namespace

std::vector<Interface> system_interfaces() {
  ifaddrs* list = nullptr;
  if (getifaddrs(&list) != 0) return {};
  const std::unique_ptr<ifaddrs, decltype(&freeifaddrs)> owner(list, freeifaddrs);
  std::vector<Interface> found;
  for (const ifaddrs* each = list; each != nullptr; each = each->ifa_next) {
    const auto address = address_of(each->ifa_addr);
    if (address) found.push_back({each->ifa_name, *address, (each->ifa_flags & IFF_LOOPBACK) != 0});
  }
  return found;
}

InterfaceNames::InterfaceNames(const std::vector<Interface>& interfaces) {
  for (const Interface& each : interfaces) {
    names_.emplace(each.address, each.name);
    if (each.loopback) loopback_.insert(each.name);
  }
}

std::string InterfaceNames::bound_to(const IpAddress& local) const {
  if (local.is_wildcard()) return local.text();
  const auto found = names_.find(local);
  if (found != names_.end()) return found->second;
  return local.is_loopback() ? *loopback_.begin() : std::string();  // all of 127.0.0.0/8 is there
}

}  // namespace gatewarden::host
