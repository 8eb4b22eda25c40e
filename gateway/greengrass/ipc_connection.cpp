#include "gateway/greengrass/ipc_connection.hpp"

#include <utility>

#include "gateway/greengrass/operations.hpp"

namespace gatewarden::greengrass {
namespace {

constexpr const char* kTokenDead =
    "the Greengrass nucleus refuses this component's token (SVCUID), as it does after its own restart: only "
    "a restart of the component by the nucleus brings a new token";

}  // namespace

void IpcConnection::open(Events events) {
  events_ = std::move(events);
  const auto held = [weak = weak_from_this()](auto what) {
    return [weak, what](const auto&... told) {
      if (const auto self = weak.lock(); self && !self->over_) what(*self, told...);
    };
  };
  deadline_ = component_->clock.timer(held([](IpcConnection& self) {
    self.component_->token.no_hang_up();
    self.end("the Greengrass nucleus does not answer");
  }));
  deadline_->arm(component_->clock.now() + patience_);
  IpcSocket::Events heard;
  heard.opened = held([](IpcConnection& self) { self.greet(); });
  heard.frame = held([](IpcConnection& self, const Frame& frame) { self.heard(frame); });
  heard.ended =
      held([](IpcConnection& self, IpcSocket::End how, const std::string& why) { self.hung_up(how, why); });
  socket_ = std::make_shared<IpcSocket>(component_->io);
  socket_->open(component_->settings.socket, std::move(heard));
}

void IpcConnection::greet() {
  const std::string text = connect_text(component_->settings.token);
  socket_->send({.type = FrameType::connect, .version = kRpcVersion, .payload = text});
}

void IpcConnection::heard(const Frame& frame) {
  switch (frame.type) {
    case FrameType::application:
    case FrameType::application_error:
      return events_.frame(frame);
    case FrameType::ping:
      if (!socket_->pong(frame.payload)) end("the Greengrass nucleus pings, but reads no answers");
      return;
    case FrameType::connect_ack:
      return greeted(frame);
    case FrameType::protocol_error:
    case FrameType::internal_error:
      return end("the Greengrass nucleus complains of the connection: " +
                 std::string(frame.payload.substr(0, 200)));
    case FrameType::ping_response:
    case FrameType::connect:
      break;
  }
}

void IpcConnection::greeted(const Frame& ack) {
  if (up_) return;
  if (!(ack.flags & kAccepted)) return end(kTokenDead, true);
  component_->token.accepted();
  up_ = true;
  deadline_->cancel();
  events_.up();
}

void IpcConnection::hung_up(IpcSocket::End how, const std::string& why) {
  if (up_) return end(why);
  if (how != IpcSocket::End::hung_up) {
    component_->token.no_hang_up();
    return end(why);
  }
  if (component_->token.hung_up(component_->clock.now())) return end(kTokenDead, true);
  end("the Greengrass nucleus hung up before its answer to the token (SVCUID)");
}

void IpcConnection::end(const std::string& why, bool token_dead) {
  shut();
  events_.ended(why, token_dead);
}

void IpcConnection::shut() {
  over_ = true;
  if (socket_) socket_->shut();
  if (deadline_) deadline_->cancel();
}

}  // namespace gatewarden::greengrass
