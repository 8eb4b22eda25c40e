// A connection to the nucleus, opened once: the handshake with this component's token, and answers to pings. What its end
// says of the token goes to the component's TokenWatch.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "gateway/greengrass/component.hpp"
#include "gateway/greengrass/ipc_socket.hpp"

namespace gatewarden::greengrass {

class IpcConnection : public std::enable_shared_from_this<IpcConnection> {
 public:
  // From the loop, never from inside a call. The running one keeps the connection alive.
  struct Events {
    std::function<void()> up;                 // the token is taken
    std::function<void(const Frame&)> frame;  // of a stream
    // The last event, once. `token_dead`: only a restart of the component brings one that is taken.
    std::function<void(const std::string& why, bool token_dead)> ended;
  };
  // `patience`: for the handshake.
  IpcConnection(std::shared_ptr<Component> component, Duration patience)
      : component_(std::move(component)), patience_(patience) {}

  void open(Events events);
  void send(const Frame& frame) { socket_->send(frame); }
  void shut();  // no event afterwards

 private:
  void greet();
  void heard(const Frame& frame);
  void greeted(const Frame& ack);
  void hung_up(IpcSocket::End how, const std::string& why);
  void end(const std::string& why, bool token_dead = false);

  const std::shared_ptr<Component> component_;
  const Duration patience_;
  Events events_;
  std::shared_ptr<IpcSocket> socket_;
  std::unique_ptr<Timer> deadline_;
  bool up_ = false, over_ = false;
};

}  // namespace gatewarden::greengrass
