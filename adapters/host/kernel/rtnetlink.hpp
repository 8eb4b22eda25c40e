// The interfaces of our own network namespace, from the kernel (rtnetlink(7)).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/host/kernel/network_link.hpp"

namespace gatewarden::host {

// A dump that no change of the interfaces tore. Nothing where such sockets are forbidden (seccomp, systemd's
// RestrictAddressFamilies), and where each of a few dumps was torn.
std::optional<std::vector<NetworkLink>> kernel_links(bool ppp_over_ethernet);

// Takes the messages of a dump, in pieces. Pure.
class LinkDump {
 public:
  explicit LinkDump(bool ppp_over_ethernet) : ppp_over_ethernet_(ppp_over_ethernet) {}

  // `torn`: the interfaces changed meanwhile, so some may be missing: ask again.
  enum class Next { more, end, torn, failed };
  Next take(std::string_view messages);
  std::vector<NetworkLink> links() const;  // without loopback

 private:
  struct Seen {
    NetworkLink link;
    int below = 0, master = 0;  // indices; 0: none, or in another network namespace
  };
  void add(std::string_view message);

  bool ppp_over_ethernet_;
  bool torn_ = false;
  std::map<int, Seen> seen_;  // by index
};

}  // namespace gatewarden::host
