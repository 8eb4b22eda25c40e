#include "gateway/mqtt/mosquitto_link.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <cerrno>
#include <cstring>
#include <utility>

#include "gateway/mqtt/connect_timeout.hpp"
#include "gateway/mqtt/reasons.hpp"

namespace gatewarden::mqtt {
namespace {

// Packets per wake-up: a busy broker must not block the loop.
constexpr int kPacketsPerWakeUp = 256;

// During the TLS handshake the library reports a dead socket as success, for ever.
bool socket_is_dead(int error) { return error == EPIPE || error == ECONNRESET || error == ENOTCONN; }

}  // namespace

MosquittoLink::MosquittoLink(boost::asio::io_context& io, const Target& target)
    : io_(io), target_(target), lookup_(io), watch_(io), deadline_(io), pulse_(io) {}

void MosquittoLink::connect(Callbacks callbacks) {
  callbacks_ = std::move(callbacks);
  stage_ = Stage::connecting;
  auto library = MosquittoLibrary::make(target_, library_events());
  if (!library) return later([this, why = library.error()] { fail(why); });
  library_ = std::move(*library);
  watch_.begin(weak_from_this(),
               {.readable = [this] { on_readable(); }, .writable = [this] { on_writable(); }});
  deadline_.expires_after(target_.connect_timeout);
  deadline_.async_wait([weak = weak_from_this()](const boost::system::error_code& error) {
    const auto link = weak.lock();
    if (error || !link || link->stage_ == Stage::up) return;
    link->fail(timed_out(link->endpoint(), link->target_.connect_timeout));
  });
  lookup_.start(target_.host, target_.port, [weak = weak_from_this()](auto found, const std::string& why) {
    const auto link = weak.lock();
    if (!link || link->stage_ == Stage::over) return;
    if (found.empty()) return link->fail("the name " + link->target_.host + " cannot be looked up: " + why);
    link->addresses_ = std::move(found);
    link->try_next_address();
  });
}

MosquittoLibrary::Events MosquittoLink::library_events() {
  MosquittoLibrary::Events events;
  events.connected = [this](const ConnAck& ack) {
    if (stage_ == Stage::over) return;
    stage_ = Stage::up;
    deadline_.cancel();
    if (callbacks_.connected) callbacks_.connected(ack);
  };
  events.refused = [this](std::uint8_t reason) {
    fail("the broker " + endpoint() + " refused the connection: " + describe(reason), reason);
  };
  events.hung_up = [this](std::uint8_t reason) { fail("the broker hung up: " + describe(reason), reason); };
  events.message = [this](const Message& message) {
    if (stage_ == Stage::up && callbacks_.message) callbacks_.message(message);
  };
  events.published = [this](int packet, std::uint8_t reason) { complete(packet, reason); };
  events.subscribed = [this](int packet, const std::vector<std::uint8_t>& codes) {
    if (stage_ != Stage::up) return;
    const auto ticket = tickets_.take_subscription(packet);
    if (ticket && callbacks_.subscribed) callbacks_.subscribed(*ticket, codes);
  };
  return events;
}

// libmosquitto takes a name's first address even if it is dead, so it gets them one by one.
void MosquittoLink::try_next_address() {
  while (next_address_ < addresses_.size()) {
    const std::string& address = addresses_[next_address_++];
    errno = 0;
    const int result = library_->connect(address, target_);
    if (result == MOSQ_ERR_SUCCESS && library_->socket() >= 0) return adopt_socket();
    // On loopback the TLS handshake may end before the library returns.
    if (library_->refused_peer()) return fail(explain(result));
    last_failure_ = address + ": " + (errno ? std::strerror(errno) : mosquitto_strerror(result));
  }
  fail("no connection to " + endpoint() + " (" + last_failure_ + ")");
}

void MosquittoLink::adopt_socket() {
  if (const auto failed = watch_.adopt(library_->socket()))
    return fail("out of file descriptors: " + failed.message());
  stage_ = Stage::connecting;
  wait_writable();  // writable once TCP is connected or refused
}

void MosquittoLink::publish(Ticket ticket, std::string_view topic, std::string_view payload, int qos,
                            bool retain) {
  if (stage_ == Stage::over) return;
  tickets_.publish(ticket);
  int packet = 0;
  const int result =
      stage_ == Stage::up ? library_->publish(packet, topic, payload, qos, retain) : MOSQ_ERR_NO_CONN;
  if (result == MOSQ_ERR_SUCCESS) {
    tickets_.published_as(packet, ticket);
    for (const auto& [done, reason] : library_->take_published_inside()) {
      later([this, id = done, code = reason] { complete(id, code); });
    }
    return wait_writable();
  }
  const std::uint8_t reason = result == MOSQ_ERR_OVERSIZE_PACKET ? kPacketTooLarge : kLinkEnded;
  later([this, ticket, reason, why = explain(result)] {
    if (tickets_.complete(ticket) && callbacks_.published) callbacks_.published(ticket, reason, why);
  });
}

void MosquittoLink::complete(int packet, std::uint8_t reason) {
  const auto ticket = tickets_.take_publish(packet);
  if (ticket && stage_ == Stage::up && tickets_.complete(*ticket) && callbacks_.published)
    callbacks_.published(*ticket, reason, {});
}

void MosquittoLink::subscribe(Ticket ticket, const std::vector<std::string>& filters, int qos) {
  if (stage_ == Stage::over) return;
  int packet = 0;
  const int result = stage_ == Stage::up ? library_->subscribe(packet, filters, qos) : MOSQ_ERR_NO_CONN;
  if (result == MOSQ_ERR_SUCCESS) {
    tickets_.subscribed_as(packet, ticket);
    return wait_writable();
  }
  const std::uint8_t reason = result == MOSQ_ERR_INVAL ? kTopicFilterInvalid : kUnspecifiedError;
  later([this, ticket, codes = std::vector<std::uint8_t>(filters.size(), reason)] {
    if (callbacks_.subscribed) callbacks_.subscribed(ticket, codes);
  });
}

// No answer: a filter the broker keeps costs only what it still sends.
void MosquittoLink::unsubscribe(const std::vector<std::string>& filters) {
  if (stage_ != Stage::up || filters.empty()) return;
  library_->unsubscribe(filters);
  wait_writable();
}

void MosquittoLink::close() {
  if (stage_ == Stage::over) return;
  if (stage_ == Stage::up) library_->disconnect();
  later([this] { fail("closed"); });
}

// Unless the session is gone by then.
void MosquittoLink::later(std::function<void()> what) {
  boost::asio::post(io_, [weak = weak_from_this(), run = std::move(what)] {
    const auto link = weak.lock();
    if (link && link->stage_ != Stage::over) run();
  });
}

void MosquittoLink::fail(std::string why, std::optional<std::uint8_t> reason) {
  if (stage_ == Stage::over) return;
  const auto self = shared_from_this();
  release();
  const Callbacks last = std::move(callbacks_);
  for (const Ticket ticket : tickets_.give_up()) {
    if (last.published) last.published(ticket, kLinkEnded, why);
  }
  if (last.lost) last.lost(std::move(why), reason);
}

void MosquittoLink::abandon() {
  if (stage_ == Stage::over) return;
  if (stage_ == Stage::up) library_->disconnect();
  release();
}

// The library's end of the socket closes with the link, outside its calls.
void MosquittoLink::release() {
  stage_ = Stage::over;
  lookup_.cancel();
  deadline_.cancel();
  pulse_.cancel();
  watch_.close();
}

std::string MosquittoLink::explain(int result) const {
  if (!library_) return "not connected to " + endpoint();
  return library_->explain(result, endpoint(), stage_ == Stage::greeting);
}

// Only while connecting or with something to write: otherwise it is always writable.
void MosquittoLink::wait_writable() {
  if (watch_.waits_to_write() || !watch_.is_open()) return;
  if (stage_ != Stage::connecting && !library_->wants_to_write()) return;
  if (const auto failed = watch_.wait_writable())
    later([this, why = "out of file descriptors: " + failed.message()] { fail(why); });
}

void MosquittoLink::on_readable() {
  const auto self = shared_from_this();
  int result = MOSQ_ERR_SUCCESS;
  bool drained = false;
  for (int packets = 0; packets < kPacketsPerWakeUp && !drained; ++packets) {
    errno = 0;
    result = library_->read();
    if (result != MOSQ_ERR_SUCCESS || stage_ == Stage::over) break;
    const int state = errno;
    if (stage_ == Stage::greeting && socket_is_dead(state)) result = MOSQ_ERR_CONN_LOST;
    if (result != MOSQ_ERR_SUCCESS) break;
    drained = state == EAGAIN && !library_->has_decrypted();
  }
  if (result == MOSQ_ERR_SUCCESS && stage_ != Stage::over && library_->wants_to_write())
    result = library_->write();
  after_library(result);
  if (stage_ == Stage::over) return;
  if (drained) return watch_.wait_readable();
  later([this] { on_readable(); });
}

void MosquittoLink::on_writable() {
  const auto self = shared_from_this();
  if (stage_ == Stage::connecting) {
    if (const int refused = watch_.connect_failure()) {
      last_failure_ = addresses_[next_address_ - 1] + ": " + std::strerror(refused);
      return try_next_address();
    }
    stage_ = Stage::greeting;
    pulse_.expires_after(std::chrono::seconds(0));
    tick();
    watch_.wait_readable();
  }
  if (stage_ != Stage::over) after_library(library_->write());
}

void MosquittoLink::after_library(int result) {
  if (stage_ == Stage::over) return;
  if (result != MOSQ_ERR_SUCCESS || library_->socket() < 0) return fail(explain(result));
  wait_writable();
}

// Sends keep-alives and notices when they are not answered.
void MosquittoLink::tick() {
  const auto period = std::clamp(target_.keep_alive / 4, std::chrono::seconds(1), std::chrono::seconds(15));
  pulse_.expires_after(period);
  pulse_.async_wait([weak = weak_from_this()](const boost::system::error_code& error) {
    const auto link = weak.lock();
    if (!link || error || link->stage_ == Stage::over) return;
    link->after_library(link->library_->look_after());
    if (link->stage_ != Stage::over) link->tick();
  });
}

}  // namespace gatewarden::mqtt
