#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/host/kernel/ip_address.hpp"

namespace gatewarden::host {

struct Interface {
  std::string name;
  IpAddress address;
  bool loopback = false;
};

// getifaddrs(3). Empty on failure: reports may omit interface names.
std::vector<Interface> system_interfaces();

class InterfaceNames {
 public:
  explicit InterfaceNames(const std::vector<Interface>& interfaces);

  // As in a report: the interface's name; the literal wildcard address for a socket on all (as AWS's own
  // agent does); empty if unknown.
  std::string bound_to(const IpAddress& local) const;
  bool is_own(const IpAddress& address) const { return names_.count(address) > 0; }
  bool is_loopback(std::string_view interface) const { return loopback_.count(interface) > 0; }

 private:
  std::map<IpAddress, std::string> names_;
  std::set<std::string, std::less<>> loopback_{"lo"};
};

}  // namespace gatewarden::host
