// By which names a listener may be called. A page in a browser on this machine or its network can point a name of its own
// at it (DNS rebinding) and would then read what is served: such a name is not known here.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gatewarden::status {

class ServedNames {
 public:
  // Host names and addresses besides those that are always known, without a port.
  explicit ServedNames(const std::vector<std::string>& more = {});

  // `host` as in the request's field of that name (RFC 9110, 7.2), with or without a port, which does not matter. Known are
  // `localhost`, the address the connection arrived at, and those given.
  bool knows(std::string_view host, std::string_view arrived_at) const;

 private:
  std::vector<std::string> more_;  // in lower case
};

}  // namespace gatewarden::status
