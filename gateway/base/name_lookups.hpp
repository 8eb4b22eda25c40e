// Addresses of host names, looked up without blocking the loop: by the system, whose way may hang as long as it likes (a
// silent name server, a directory that does not answer). Each look-up is an errand (errands.hpp) with a thread for itself
// and a deadline, and each kind of asker has places of its own: whatever names the devices wait for, the uplink's is
// looked up at once. Without look-ups there is no thread.
//
// Those that wait are bounded by their askers: a link or a session asks for one name at a time.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/system/error_code.hpp>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "gateway/base/clock.hpp"

namespace gatewarden {

struct FoundAddresses {
  boost::system::error_code error;  // asio::error::host_not_found: nobody has this name; others may pass
  std::vector<boost::asio::ip::tcp::endpoint> addresses;  // as the system sorts them
};

// Of this loop; goes with it, and waits for none of its threads.
class NameLookups final : public boost::asio::io_context::service {
 public:
  static boost::asio::io_context::id id;
  enum class Asker : std::uint8_t { uplink, local_broker, device };
  // Blocks; called on threads of its own.
  using System = std::function<FoundAddresses(const std::string& host, std::uint16_t port)>;

  explicit NameLookups(boost::asio::io_context& io);

  // `found`: on the loop, once, never from inside; after `patience` with host_not_found_try_again, also for the askers of
  // the same name until its look-up comes back. Literal addresses are not looked up.
  void start(Asker asker, const std::string& host, std::uint16_t port, Duration patience,
             std::function<void(FoundAddresses)> found);
  // For tests: instead of getaddrinfo(3).
  void ask(System instead) { system_ = std::move(instead); }

 private:
  void shutdown() override {}

  boost::asio::io_context& io_;
  System system_;
};

}  // namespace gatewarden
