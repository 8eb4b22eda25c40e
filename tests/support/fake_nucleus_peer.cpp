#include "tests/support/fake_nucleus_peer.hpp"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>

#include "gateway/base/text/base64.hpp"
#include "tests/support/topic_match.hpp"

namespace gatewarden::test {

using greengrass::Frame;
using greengrass::FrameType;

namespace {

constexpr std::size_t kLiteFrame = 9'999;
constexpr std::size_t kClassicFrame = 24 * 1024 * 1024;
constexpr std::size_t kClassicPayload = 128 * 1024;
constexpr std::size_t kAroundAnswer = 200;  // bytes of a frame around its payload
constexpr std::string_view kJson = "application/json";

std::string text(const nlohmann::json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

}  // namespace

FakeNucleus::Peer::Peer(boost::asio::local::stream_protocol::socket socket, FakeNucleus& nucleus)
    : socket_(std::move(socket)), nucleus_(nucleus), reader_(nucleus.lite() ? kLiteFrame : kClassicFrame) {}

void FakeNucleus::Peer::listen() {
  socket_.async_read_some(boost::asio::buffer(chunk_),
                          [self = shared_from_this()](auto error, std::size_t count) {
                            if (!self->open_) return;
                            if (error) return self->hang_up();
                            std::string_view bytes(self->chunk_.data(), count);
                            while (const auto frame = self->reader_.next(bytes)) {
                              self->heard(*frame);
                              if (!self->open_) return;
                            }
                            if (self->reader_.broken()) return self->hang_up();
                            self->listen();
                          });
}

void FakeNucleus::Peer::hang_up() {
  const auto self = shared_from_this();
  close();
  nucleus_.forget(*this);
}

void FakeNucleus::Peer::close() {
  open_ = false;
  boost::system::error_code ignored;
  socket_.close(ignored);
}

void FakeNucleus::Peer::heard(const Frame& frame) {
  if (frame.type == FrameType::connect) return greeted(frame);
  if (!greeted_) return hang_up();
  if (frame.type == FrameType::ping_response) {
    ++nucleus_.count_.pongs;
  } else if (frame.type != FrameType::application) {
    ++nucleus_.count_.broken_rules;
  } else if (frame.flags & greengrass::kTerminateStream) {
    if (streams_.erase(frame.stream) == 0) ++nucleus_.count_.broken_rules;
  } else {
    requested(frame);
  }
}

void FakeNucleus::Peer::greeted(const Frame& frame) {
  const Json said = Json::parse(frame.payload, nullptr, false);
  const bool right = !greeted_ && said.is_object() && text(said, "authToken") == nucleus_.setup_.token &&
                     (frame.version.empty() || frame.version == "0.1.0");
  if (right) {
    greeted_ = true;
    return send({.type = FrameType::connect_ack, .flags = greengrass::kAccepted});
  }
  ++nucleus_.count_.refused_tokens;
  if (nucleus_.lite()) return hang_up();
  closing_ = true;
  send({.type = FrameType::connect_ack});
}

void FakeNucleus::Peer::requested(const Frame& frame) {
  ++nucleus_.count_.requests;
  if (frame.stream != last_stream_ + 1) {
    ++nucleus_.count_.broken_rules;
    closing_ = true;
    return send({.type = FrameType::protocol_error, .payload = R"({"message":"stream ids must count up"})"});
  }
  last_stream_ = frame.stream;
  streams_[frame.stream] = {};
  const Json request = Json::parse(frame.payload, nullptr, false);
  const std::string operation(frame.operation);
  if (!request.is_object()) return refuse(frame.stream, "InvalidArgumentsError", "the request is no object");
  if (operation == "aws.greengrass#PublishToIoTCore") return publish(frame.stream, request);
  if (operation == "aws.greengrass#SubscribeToIoTCore") return subscribe(frame.stream, request);
  if (operation == "aws.greengrass#GetConfiguration") return hand_out_configuration(frame.stream, request);
  if (operation == "aws.greengrass#SubscribeToConfigurationUpdate") {
    streams_[frame.stream].configuration = true;
    return reply(frame.stream, "aws.greengrass#SubscribeToConfigurationUpdateResponse");
  }
  refuse(frame.stream, "ServiceError", "");
}

void FakeNucleus::Peer::publish(std::int32_t stream, const Json& request) {
  const std::string topic = text(request, "topicName"), qos = text(request, "qos");
  const auto payload = from_base64(text(request, "payload"));
  const bool strict = !nucleus_.lite();
  if (topic.empty() || !payload || (strict && ((qos != "0" && qos != "1") || !request.contains("payload")))) {
    return refuse(stream, "InvalidArgumentsError", "topicName, qos and payload are needed");
  }
  if (!nucleus_.allows(topic))
    return refuse(stream, "UnauthorizedError", "not authorized to publish to " + topic);
  if (strict && payload->size() > kClassicPayload)
    return refuse(stream, "ServiceError", "larger than the spooler takes");
  const std::string why = nucleus_.take({topic, *payload, qos == "1" ? 1 : 0});
  if (!why.empty()) return refuse(stream, "ServiceError", why);
  reply(stream, "aws.greengrass#PublishToIoTCoreResponse");
}

void FakeNucleus::Peer::subscribe(std::int32_t stream, const Json& request) {
  const std::string filter = text(request, "topicName");
  if (filter.empty()) return refuse(stream, "InvalidArgumentsError", "topicName is needed");
  if (!nucleus_.allows(filter))
    return refuse(stream, "UnauthorizedError", "not authorized to subscribe to " + filter);
  if (!nucleus_.online_)
    return refuse(stream, "ServiceError",
                  nucleus_.lite() ? "Failed to bind the subscription." : "the core is offline");
  streams_[stream].filter = filter;
  streams_[stream].stands_at =
      nucleus_.clock_.now() + (nucleus_.lite() ? nucleus_.setup_.subscription_gap : Duration::zero());
  reply(stream, "aws.greengrass#SubscribeToIoTCoreResponse");
}

// The classic nucleus puts what is no object into one, under its own name.
void FakeNucleus::Peer::hand_out_configuration(std::int32_t stream, const Json& request) {
  ++nucleus_.count_.configuration_reads;
  const Json* value = &nucleus_.setup_.configuration;
  std::string key;
  for (const Json& each : request.value("keyPath", Json::array())) {
    key = each.get<std::string>();
    if (!value->is_object() || !value->contains(key))
      return refuse(stream, "ResourceNotFoundError", "Key not found");
    value = &(*value)[key];
  }
  const bool alone = !nucleus_.lite() && !value->is_object();
  const Json answer{{"componentName", "gatewarden.Gateway"}, {"value", alone ? Json{{key, *value}} : *value}};
  const std::string text = answer.dump();
  if (nucleus_.lite() && text.size() > kLiteFrame - kAroundAnswer)
    return refuse(stream, "ServiceError", "Failed to send the response.");
  reply(stream, "aws.greengrass#GetConfigurationResponse", text);
  if (nucleus_.configuration_read) nucleus_.configuration_read();
}

void FakeNucleus::Peer::tell_of_change(const std::string& pointer) {
  Json path = Json::array();
  for (std::size_t at = 0; at < pointer.size();) {
    const std::size_t end = std::min(pointer.find('/', at + 1), pointer.size());
    path.push_back(pointer.substr(at + 1, end - at - 1));
    at = end;
  }
  const std::string event =
      Json{{"configurationUpdateEvent", {{"componentName", "gatewarden.Gateway"}, {"keyPath", path}}}}.dump();
  for (const auto& [id, stream] : streams_) {
    if (stream.configuration)
      send({.stream = id,
            .model = "aws.greengrass#ConfigurationUpdateEvents",
            .content_type = kJson,
            .payload = event});
  }
}

void FakeNucleus::Peer::reply(std::int32_t stream, std::string_view model, std::string_view text) {
  streams_[stream].answered = true;
  send({.stream = stream, .model = model, .content_type = kJson, .payload = text});
}

void FakeNucleus::Peer::refuse(std::int32_t stream, const std::string& code, const std::string& why) {
  if (code == "ServiceError") ++nucleus_.count_.service_errors;
  streams_.erase(stream);
  // Each nucleus has its own spelling.
  const char* name = nucleus_.lite() ? "_message" : "message";
  const std::string payload = Json{{name, why}, {"_errorCode", code}}.dump(),
                    model = "aws.greengrass#" + code;
  send({.type = FrameType::application_error,
        .flags = greengrass::kTerminateStream,
        .stream = stream,
        .model = model,
        .content_type = kJson,
        .payload = payload});
}

void FakeNucleus::Peer::deliver(const std::string& topic, const std::string& payload) {
  const std::string event = Json{{"message", {{"topicName", topic}, {"payload", to_base64(payload)}}}}.dump();
  for (const auto& [id, stream] : streams_) {
    if (stream.filter.empty() || stream.stands_at > nucleus_.clock_.now()) continue;
    if (!filter_matches(stream.filter, topic)) continue;
    send({.stream = id, .model = "aws.greengrass#IoTCoreMessage", .content_type = kJson, .payload = event});
  }
}

// The client is told nothing, and its streams stay open.
void FakeNucleus::Peer::lose_subscriptions() {
  for (auto& [id, stream] : streams_) stream.filter.clear();
}

void FakeNucleus::Peer::end_subscriptions() {
  for (const auto& [id, stream] : streams_) {
    if (!stream.filter.empty()) send({.flags = greengrass::kTerminateStream, .stream = id});
  }
}

void FakeNucleus::Peer::send(const Frame& frame) {
  append_frame(out_, frame);
  if (writing_.empty()) write();
}

void FakeNucleus::Peer::send_raw(std::string_view bytes) {
  out_ += bytes;
  if (writing_.empty()) write();
}

void FakeNucleus::Peer::write() {
  writing_.swap(out_);
  boost::asio::async_write(socket_, boost::asio::buffer(writing_),
                           [self = shared_from_this()](auto error, std::size_t) {
                             self->writing_.clear();
                             if (error || !self->open_) return;
                             if (!self->out_.empty()) return self->write();
                             if (self->closing_) self->hang_up();
                           });
}

}  // namespace gatewarden::test
