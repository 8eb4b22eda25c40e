// Answers requests of the control socket, without sockets.
#pragma once

#include <sys/types.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/base/clock.hpp"
#include "gateway/status/forgetter.hpp"
#include "gateway/status/pieces.hpp"
#include "gateway/status/reloader.hpp"
#include "gateway/status/serve/shared_snapshot.hpp"
#include "gateway/status/snapshot.hpp"

namespace gatewarden::status {

struct ControlAnswer {
  Pieces text;
  std::weak_ptr<const GatewaySnapshot> of{};  // what it is read from
};

// Whose request it is, as the kernel says.
struct ControlPeer {
  std::optional<uid_t> uid;  // nothing: it does not say
};

// Who carries out orders.
struct Orders {
  Forgetter& forgetter;
  Reloader& reloader;
};

class ControlAnswerer {
 public:
  // Orders are taken from `owner`, as whom the gateway runs, and from root.
  ControlAnswerer(const StatusSource& source, Orders orders, const Clock& clock, uid_t owner)
      : source_(source), orders_(orders), owner_(owner), shared_(source, clock) {}

  // One request without its line break. Any bytes are safe. `done` is called once, on the loop, perhaps at once.
  using Done = std::function<void(ControlAnswer)>;
  void answer(std::string_view request, const ControlPeer& peer, const Done& done);
  SharedSnapshot& shared() { return shared_; }

 private:
  // Otherwise it has answered.
  bool allowed(const ControlPeer& peer, const Done& done) const;
  void forget(const std::string& thing, const ControlPeer& peer, const Done& done);
  void reload(bool all, const ControlPeer& peer, const Done& done);

  const StatusSource& source_;
  const Orders orders_;
  const uid_t owner_;
  SharedSnapshot shared_;
};

// A document in one piece.
Pieces whole(std::string document);

}  // namespace gatewarden::status
