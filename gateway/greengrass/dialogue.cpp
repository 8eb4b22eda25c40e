#include "gateway/greengrass/dialogue.hpp"

#include <boost/asio/post.hpp>
#include <tuple>
#include <utility>

#include "gateway/base/fnv1a.hpp"
#include "gateway/base/log.hpp"
#include "gateway/greengrass/operations.hpp"
#include "gateway/greengrass/publish_limits.hpp"
#include "gateway/mqtt/reasons.hpp"

namespace gatewarden::greengrass {
namespace {

Frame request(std::string_view operation, std::string_view model, std::string_view text) {
  return {.operation = operation, .model = model, .payload = text};
}

bool ends_stream(const Frame& frame) { return (frame.flags & kTerminateStream) != 0; }

}  // namespace

Dialogue::Dialogue(std::shared_ptr<Component> component, Duration patience)
    : component_(std::move(component)),
      connection_(std::make_shared<IpcConnection>(component_, patience)),
      streams_([this](const Frame& frame) { connection_->send(frame); }),
      publishes_(rules_of(component_->settings.nucleus)),
      subscriptions_(rules_of(component_->settings.nucleus).subscription_gap) {}

void Dialogue::connect(mqtt::Callbacks callbacks) {
  callbacks_ = std::move(callbacks);
  // A callback may destroy the session: each event keeps the dialogue alive.
  const auto held = [weak = weak_from_this()](auto what) {
    return [weak, what](const auto&... told) {
      if (const auto self = weak.lock(); self && !self->over_) what(*self, told...);
    };
  };
  Clock& clock = component_->clock;
  room_ = clock.timer(held([](Dialogue& self) { self.send_waiting(); }));
  in_force_ = clock.timer(held([](Dialogue& self) { self.tell_in_force(); }));
  IpcConnection::Events events;
  events.up = held([](Dialogue& self) { self.greeted(); });
  events.frame = held([](Dialogue& self, const Frame& frame) { self.heard_on_stream(frame); });
  events.ended = held([](Dialogue& self, const std::string& why, bool token_dead) {
    self.finish(why, token_dead ? std::optional(mqtt::kNotAuthorized) : std::nullopt);
  });
  connection_->open(std::move(events));
}

void Dialogue::greeted() {
  up_ = true;
  if (callbacks_.connected) callbacks_.connected(announced(component_->settings));
}

void Dialogue::publish(mqtt::Ticket ticket, std::string_view topic, std::string_view payload, int qos) {
  if (over_) return;
  if (!up_) return refuse_later(ticket, mqtt::kLinkEnded, "not connected");
  std::string text = publish_text(topic, payload, qos);
  if (auto why = too_large(component_->settings, payload.size(), frame_size(publish_request(text))))
    return refuse_later(ticket, mqtt::kPacketTooLarge, std::move(*why));
  if (publishes_.full())
    return refuse_later(ticket, mqtt::kQuotaExceeded, "the window of the Greengrass nucleus is full");
  publishes_.add({ticket, std::move(text), topic.size() + payload.size() + kPacketAround, fnv1a(topic)});
  send_waiting();
}

void Dialogue::send_waiting() {
  const SteadyTime now = component_->clock.now();
  while (const auto* next = publishes_.take(now)) {
    streams_.open(publish_request(next->text), {.ticket = next->ticket});
  }
  if (const auto room = publishes_.next_room()) room_->arm(*room);
}

void Dialogue::subscribe(mqtt::Ticket ticket, const std::vector<std::string>& filters, int qos) {
  if (over_) return;
  if (!up_ || filters.empty()) {
    return later([this, ticket, codes = std::vector(filters.size(), mqtt::kUnspecifiedError)] {
      if (callbacks_.subscribed) callbacks_.subscribed(ticket, codes);
    });
  }
  subscriptions_.ask(ticket, filters.size());
  for (std::size_t i = 0; i < filters.size(); ++i) {
    const std::string text = subscribe_text(filters[i], qos);
    streams_.open(
        request(kSubscribeToIoTCore, kSubscribeToIoTCoreRequest, text),
        {.ticket = ticket, .filter = filters[i], .index = i, .qos = static_cast<std::uint8_t>(qos)});
  }
}

void Dialogue::heard_on_stream(const Frame& frame) {
  Stream* stream = streams_.find(frame.stream);
  if (!stream) return;  // we ended it
  if (stream->granted) return happened(frame, *stream);
  if (stream->filter.empty()) return publish_answered(frame, *stream);
  filter_answered(frame, *stream);
}

void Dialogue::publish_answered(const Frame& frame, const Stream& stream) {
  const mqtt::Ticket ticket = stream.ticket;
  streams_.close(frame.stream, ends_stream(frame));
  if (frame.type == FrameType::application) {
    publishes_.taken(ticket, component_->clock.now());
    complete(ticket, mqtt::kSuccess, {});
  } else {
    const Refusal refusal = read_refusal(frame);
    const bool waits =
        publishes_.refused(ticket, refusal.reason == mqtt::kQuotaExceeded, component_->clock.now());
    if (!waits) complete(ticket, refusal.reason, refusal.text);
  }
  if (over_) return;
  if (streams_.used_up()) return finish("all stream ids are used");
  send_waiting();
}

void Dialogue::filter_answered(const Frame& frame, Stream& stream) {
  const auto [ticket, index, qos] = std::tuple(stream.ticket, stream.index, stream.qos);
  const SteadyTime now = component_->clock.now();
  stream.granted = frame.type == FrameType::application && !ends_stream(frame);
  if (stream.granted) {
    subscriptions_.answered(ticket, index, qos, now);
  } else {
    const Refusal refusal = read_refusal(frame);
    // A passing fault does not mean that this is forbidden: the caller asks again.
    if (refusal.reason != mqtt::kQuotaExceeded)
      log::warning("greengrass", "subscription_refused", {{"filter", stream.filter}, {"why", refusal.text}});
    streams_.close(frame.stream, ends_stream(frame));
    subscriptions_.answered(ticket, index, refusal.reason, now);
  }
  tell_in_force();
}

void Dialogue::tell_in_force() {
  while (!over_) {
    const auto answered = subscriptions_.take(component_->clock.now());
    if (!answered) break;
    streams_.replace_others(answered->ticket);
    if (callbacks_.subscribed) callbacks_.subscribed(answered->ticket, answered->codes);
  }
  if (over_) return;
  if (const auto next = subscriptions_.next()) in_force_->arm(*next);
}

void Dialogue::happened(const Frame& frame, Stream& stream) {
  // Answers would get lost unnoticed: begin again.
  if (frame.type != FrameType::application || ends_stream(frame))
    return finish("the Greengrass nucleus ended the subscription to " + stream.filter);
  const auto event = read_event(frame.payload);
  if (!event && std::exchange(stream.unreadable, true)) return;
  if (!event)
    return log::warning("greengrass", "event_unreadable",
                        {{"filter", stream.filter}, {"why", event.error()}});
  // An answer's topic is the publish's and one level more.
  publishes_.answered(fnv1a(std::string_view(event->topic).substr(0, event->topic.rfind('/'))));
  if (callbacks_.message) callbacks_.message({event->topic, event->payload, false});
  if (!over_) send_waiting();
}

void Dialogue::abandon() {
  if (over_) return;
  over_ = true;
  release();
}

void Dialogue::complete(mqtt::Ticket ticket, std::uint8_t reason, std::string_view why) {
  if (publishes_.complete(ticket) && callbacks_.published) callbacks_.published(ticket, reason, why);
}

void Dialogue::refuse_later(mqtt::Ticket ticket, std::uint8_t reason, std::string why) {
  publishes_.refuse(ticket);
  later([this, ticket, reason, why = std::move(why)] { complete(ticket, reason, why); });
}

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
  for (const mqtt::Ticket ticket : publishes_.give_up()) {
    if (last.published) last.published(ticket, mqtt::kLinkEnded, why);
  }
  if (last.lost) last.lost(why, reason);
  if (reason == mqtt::kNotAuthorized && component->token_refused) component->token_refused(why);
}

void Dialogue::release() {
  connection_->shut();
  for (auto* timer : {&room_, &in_force_}) {
    if (*timer) (*timer)->cancel();
  }
}

}  // namespace gatewarden::greengrass
