// Requests, their answers, and what arrives on subscriptions. How a dialogue begins and ends:
// dialogue_ends.cpp.
#include "gateway/greengrass/dialogue.hpp"

#include <algorithm>
#include <limits>

#include "gateway/base/log.hpp"
#include "gateway/mqtt/reasons.hpp"

namespace gatewarden::greengrass {
namespace {

// Lite counts the PUBLISH packet that it makes of a request: a few bytes around topic and payload.
constexpr std::size_t kPacketAround = 16;

Frame request(std::string_view operation, std::string_view model, std::string_view text) {
  return {.operation = operation, .model = model, .payload = text};
}

}  // namespace

void Dialogue::publish(mqtt::Ticket ticket, std::string_view topic, std::string_view payload, int qos) {
  if (over_) return;
  if (!up_) return refuse_later(ticket, mqtt::kLinkEnded, "not connected");
  const Settings& settings = component_->settings;
  const std::size_t most = settings.max_payload ? settings.max_payload : rules_.payload_bytes;
  if (payload.size() > most) {
    return refuse_later(ticket, mqtt::kPacketTooLarge,
                        std::to_string(payload.size()) + " bytes, and at most " + std::to_string(most) +
                            " may go to this Greengrass nucleus");
  }
  std::string text = publish_text(topic, payload, qos);
  const std::size_t size = frame_size(request(kPublishToIoTCore, kPublishToIoTCoreRequest, text));
  if (size > rules_.frame_bytes) {
    return refuse_later(ticket, mqtt::kPacketTooLarge,
                        "a request of " + std::to_string(size) +
                            " bytes, and the Greengrass nucleus ends the "
                            "connection above " +
                            std::to_string(rules_.frame_bytes));
  }
  if (open_.size() >= rules_.publishes_in_flight) {
    return refuse_later(ticket, mqtt::kQuotaExceeded, "the window of the Greengrass nucleus is full");
  }
  open_.insert(ticket);
  waiting_.push_back({ticket, std::move(text), topic.size() + payload.size() + kPacketAround});
  send_waiting();
}

void Dialogue::send_waiting() {
  const SteadyTime now = component_->clock.now();
  while (!waiting_.empty() && window_.has_room(waiting_.front().weight, now)) {
    const Request& next = waiting_.front();
    const std::int32_t id = open_stream(kPublishToIoTCore, kPublishToIoTCoreRequest, next.text);
    streams_[id] = {.ticket = next.ticket, .weight = next.weight};
    window_.enter(next.weight);
    waiting_.pop_front();
  }
  // Otherwise an answer makes room.
  if (const auto room = window_.next_room(); room && !waiting_.empty()) room_->arm(*room);
}

void Dialogue::subscribe(mqtt::Ticket ticket, const std::vector<std::string>& filters, int qos) {
  if (over_) return;
  if (!up_ || filters.empty()) {
    return later([this, ticket, codes = std::vector<std::uint8_t>(filters.size(), mqtt::kUnspecifiedError)] {
      if (callbacks_.subscribed) callbacks_.subscribed(ticket, codes);
    });
  }
  asked_[ticket] = {std::vector<std::uint8_t>(filters.size(), mqtt::kUnspecifiedError), filters.size()};
  for (std::size_t i = 0; i < filters.size(); ++i) {
    const std::int32_t id =
        open_stream(kSubscribeToIoTCore, kSubscribeToIoTCoreRequest, subscribe_text(filters[i], qos));
    streams_[id] = {
        .ticket = ticket, .filter = filters[i], .index = i, .qos = static_cast<std::uint8_t>(qos)};
  }
}

void Dialogue::unsubscribe(const std::vector<std::string>& filters) {
  for (auto stream = streams_.begin(); stream != streams_.end();) {
    const bool named = stream->second.granted &&
                       std::find(filters.begin(), filters.end(), stream->second.filter) != filters.end();
    if (named) close_stream(stream->first);
    stream = named ? streams_.erase(stream) : std::next(stream);
  }
}

std::int32_t Dialogue::open_stream(std::string_view operation, std::string_view model,
                                   std::string_view text) {
  Frame frame = request(operation, model, text);
  frame.stream = ++last_stream_;
  socket_->send(frame);
  return last_stream_;
}

// The nucleus keeps a stream until its client ends it too.
void Dialogue::close_stream(std::int32_t id) { socket_->send({.flags = kTerminateStream, .stream = id}); }

void Dialogue::heard(const Frame& frame) {
  switch (frame.type) {
    case FrameType::application:
    case FrameType::application_error:
      return heard_on_stream(frame);
    case FrameType::ping:
      return socket_->send({.type = FrameType::ping_response, .payload = frame.payload});
    case FrameType::connect_ack:
      return greeted(frame);
    case FrameType::protocol_error:
    case FrameType::internal_error:
      return finish("the Greengrass nucleus complains of the connection: " +
                    std::string(frame.payload.substr(0, 200)));
    case FrameType::ping_response:
    case FrameType::connect:
      break;
  }
}

void Dialogue::heard_on_stream(const Frame& frame) {
  const auto stream = streams_.find(frame.stream);
  if (stream == streams_.end()) return;  // ended by us; this was on its way
  if (stream->second.granted) return happened(stream->second, frame);
  if (stream->second.filter.empty()) return publish_answered(stream, frame);
  filter_answered(stream, frame);
}

void Dialogue::publish_answered(Streams::iterator stream, const Frame& frame) {
  const auto [ticket, weight] = std::pair(stream->second.ticket, stream->second.weight);
  if (!(frame.flags & kTerminateStream)) close_stream(stream->first);
  streams_.erase(stream);
  if (frame.type == FrameType::application) {
    window_.taken(weight, component_->clock.now());
    complete(ticket, mqtt::kSuccess, {});
  } else {
    const Refusal refusal = read_refusal(frame);
    window_.refused(weight);
    complete(ticket, refusal.reason, refusal.text);
  }
  if (over_) return;
  // Stream ids are not used twice; at 20 publishes a second this takes three years.
  if (last_stream_ > std::numeric_limits<std::int32_t>::max() - 1000)
    return finish("all stream ids are used");
  send_waiting();
}

void Dialogue::filter_answered(Streams::iterator stream, const Frame& frame) {
  const Stream answered = stream->second;
  const auto asked = asked_.find(answered.ticket);
  const bool granted = frame.type == FrameType::application && !(frame.flags & kTerminateStream);
  stream->second.granted = granted;
  std::uint8_t& code = asked->second.codes[answered.index];
  code = answered.qos;
  if (!granted) {
    const Refusal refusal = read_refusal(frame);
    // It passes, so it is no answer to whether this is allowed: ask again over a new connection.
    if (refusal.reason == mqtt::kQuotaExceeded) return finish(refusal.text);
    code = refusal.reason;
    log::warning("greengrass", "subscription_refused", {{"filter", answered.filter}, {"why", refusal.text}});
    if (!(frame.flags & kTerminateStream)) close_stream(stream->first);
    streams_.erase(stream);
  }
  if (--asked->second.left > 0) return;
  settling_.push_back(
      {component_->clock.now() + rules_.subscription_gap, answered.ticket, std::move(asked->second.codes)});
  asked_.erase(asked);
  tell_settled();
}

void Dialogue::tell_settled() {
  while (!over_ && !settling_.empty() && settling_.front().due <= component_->clock.now()) {
    const Settling done = std::move(settling_.front());
    settling_.pop_front();
    if (callbacks_.subscribed) callbacks_.subscribed(done.ticket, done.codes);
  }
  if (!over_ && !settling_.empty()) settled_->arm(settling_.front().due);
}

void Dialogue::happened(const Stream& stream, const Frame& frame) {
  // Answers would be missed from now on without anybody knowing: begin again.
  if (frame.type != FrameType::application || frame.flags & kTerminateStream) {
    return finish("the Greengrass nucleus ended the subscription to " + stream.filter);
  }
  const auto event = read_event(frame.payload);
  if (!event) return log::debug("greengrass", "event_unreadable", {{"filter", stream.filter}});
  if (callbacks_.message) callbacks_.message({event->topic, event->payload, false});
}

}  // namespace gatewarden::greengrass
