// The uplink's certificate, key and authority, looked at every few seconds, on a thread: files on a disk that does not
// answer are refused like others that cannot be read, and the set in force goes on.
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <optional>
#include <string>

#include "gateway/base/clock.hpp"
#include "gateway/tls/client_identity.hpp"

namespace gatewarden::app {

class IdentityWatch {
 public:
  IdentityWatch(boost::asio::io_context& io, Clock& clock) : io_(io), clock_(clock) {}

  // `found`: what lay at the files just now. Returns what is in force.
  const Tls& begin(const Tls& files, ClientIdentity::Content found);
  void end();
  // Looks at the files when it is time. `renewed` gets another set that is in force, on the loop; not after end().
  void tick(std::function<void(const Tls& in_force)> renewed);

  // As ClientIdentity's; empty without one.
  struct Standing {
    std::string concern;
    bool refused = false;
    std::optional<WallTime> valid_until;
  };
  Standing standing() const { return {concern(), !refused().empty(), valid_until()}; }
  std::string refused() const { return identity_ ? identity_->refused() : ""; }
  std::optional<WallTime> valid_until() const { return identity_ ? identity_->valid_until() : std::nullopt; }
  std::string concern() const { return identity_ ? identity_->concern(clock_.wall()) : ""; }

 private:
  boost::asio::io_context& io_;
  Clock& clock_;
  std::optional<ClientIdentity> identity_;
  SteadyTime last_look_{};
  bool looking_ = false;
  std::uint64_t made_ = 0;  // looks at the files of earlier ones do not count
};

}  // namespace gatewarden::app
