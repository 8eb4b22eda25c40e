// How a dialogue begins and how it ends.
#include <boost/asio/post.hpp>

#include "gateway/greengrass/dialogue.hpp"
#include "gateway/mqtt/reasons.hpp"

namespace gatewarden::greengrass {
namespace {

constexpr const char* kTokenDead =
    "the Greengrass nucleus refuses this component's token (SVCUID), as it does after its own restart: only "
    "a "
    "restart of the component by the nucleus brings a new token";

}  // namespace

Dialogue::Dialogue(std::shared_ptr<Component> component, Duration patience)
    : component_(std::move(component)),
      rules_(rules_of(component_->settings.nucleus)),
      patience_(patience),
      window_(rules_) {}

void Dialogue::connect(mqtt::Callbacks callbacks) {
  callbacks_ = std::move(callbacks);
  const auto weak = weak_from_this();
  // A callback may destroy the session: every event holds on to the dialogue while it is handled.
  const auto timer = [&](void (Dialogue::*due)()) {
    return component_->clock.timer([weak, due] {
      if (const auto self = weak.lock(); self && !self->over_) ((*self).*due)();
    });
  };
  room_ = timer(&Dialogue::send_waiting);
  settled_ = timer(&Dialogue::tell_settled);
  deadline_ = component_->clock.timer([weak] {
    if (const auto self = weak.lock(); self && !self->over_) {
      self->component_->token.no_hang_up();
      self->finish("the Greengrass nucleus does not answer");
    }
  });
  deadline_->arm(component_->clock.now() + patience_);
  socket_ = std::make_shared<IpcSocket>(component_->io);
  socket_->open(component_->settings.socket, {.opened =
                                                  [weak] {
                                                    if (const auto self = weak.lock()) self->greet();
                                                  },
                                              .frame =
                                                  [weak](const Frame& frame) {
                                                    if (const auto self = weak.lock()) self->heard(frame);
                                                  },
                                              .ended =
                                                  [weak](IpcSocket::End how, const std::string& why) {
                                                    if (const auto self = weak.lock()) self->ended(how, why);
                                                  }});
}

void Dialogue::greet() {
  const std::string text = connect_text(component_->settings.token);
  socket_->send({.type = FrameType::connect, .version = kRpcVersion, .payload = text});
}

void Dialogue::greeted(const Frame& ack) {
  if (up_) return;
  if (!(ack.flags & kAccepted)) return finish(kTokenDead, mqtt::kNotAuthorized);
  component_->token.accepted();
  up_ = true;
  deadline_->cancel();
  const std::size_t payload =
      component_->settings.max_payload ? component_->settings.max_payload : rules_.payload_bytes;
  mqtt::ConnAck announced;
  announced.receive_maximum = rules_.publishes_in_flight;
  // Of a packet with its topic, so that the payload is a little less: never too much.
  announced.maximum_packet_size = static_cast<std::uint32_t>(payload);
  announced.maximum_qos = 1;
  if (callbacks_.connected) callbacks_.connected(announced);
}

void Dialogue::ended(IpcSocket::End how, const std::string& why) {
  if (up_) return finish(why);
  if (how != IpcSocket::End::hung_up) {
    component_->token.no_hang_up();
    return finish(why);
  }
  if (component_->token.hung_up(component_->clock.now())) return finish(kTokenDead, mqtt::kNotAuthorized);
  finish("the Greengrass nucleus hung up before its answer to the token (SVCUID)");
}

void Dialogue::close() {
  later([this] { finish("closed"); });
}

void Dialogue::abandon() {
  if (over_) return;
  over_ = true;
  release();
}

void Dialogue::complete(mqtt::Ticket ticket, std::uint8_t reason, std::string_view why) {
  if (open_.erase(ticket) && callbacks_.published) callbacks_.published(ticket, reason, why);
}

void Dialogue::refuse_later(mqtt::Ticket ticket, std::uint8_t reason, std::string why) {
  open_.insert(ticket);
  later([this, ticket, reason, why = std::move(why)] { complete(ticket, reason, why); });
}

// Callbacks never come from inside a call.
void Dialogue::later(std::function<void()> what) {
  boost::asio::post(component_->io, [weak = weak_from_this(), what = std::move(what)] {
    if (const auto self = weak.lock(); self && !self->over_) what();
  });
}

void Dialogue::finish(const std::string& why, std::optional<std::uint8_t> reason) {
  if (over_) return;
  over_ = true;
  release();
  const auto component = component_;
  const mqtt::Callbacks last = std::move(callbacks_);
  for (const mqtt::Ticket ticket : std::exchange(open_, {})) {
    if (last.published) last.published(ticket, mqtt::kLinkEnded, why);
  }
  if (last.lost) last.lost(why, reason);
  if (reason == mqtt::kNotAuthorized && component->token_refused) component->token_refused(why);
}

void Dialogue::release() {
  if (socket_) socket_->shut();
  for (auto* timer : {&deadline_, &room_, &settled_}) {
    if (*timer) (*timer)->cancel();
  }
}

}  // namespace gatewarden::greengrass
