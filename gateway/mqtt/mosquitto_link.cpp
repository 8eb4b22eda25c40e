#include "gateway/mqtt/mosquitto_link.hpp"

#include <array>
#include <boost/asio/post.hpp>
#include <cstring>
#include <utility>

#include "gateway/mqtt/connection/target_secrets.hpp"
#include "gateway/mqtt/reasons.hpp"

namespace gatewarden::mqtt {
MosquittoLink::MosquittoLink(boost::asio::io_context& io, const Target& target,
                             std::shared_ptr<Surroundings> surroundings)
    : io_(io), target_(target), surroundings_(std::move(surroundings)), intake_(target), pulse_(io) {}

void MosquittoLink::connect(Callbacks callbacks) {
  callbacks_ = std::move(callbacks);
  stage_ = Stage::connecting;
  if (auto read = read_secrets(target_); !read) return later([this, why = read.error()] { fail(why); });
  auto library = MosquittoLibrary::make(target_, library_events());
  if (!library) return later([this, why = library.error()] { fail(why); });
  library_ = std::move(*library);
  target_.password = Secret();  // the library has it
  dial_ = std::make_shared<BrokerDial>(io_, target_, surroundings_);
  dial_->start({.opened =
                    [weak = weak_from_this()](std::shared_ptr<BrokerConnection> connection) {
                      if (const auto link = weak.lock()) link->opened(std::move(connection));
                    },
                .failed =
                    [weak = weak_from_this()](std::string why) {
                      if (const auto link = weak.lock()) link->fail(std::move(why));
                    }});
}

MosquittoLibrary::Events MosquittoLink::library_events() {
  MosquittoLibrary::Events events;
  events.connected = [this](const ConnAck& ack) {
    if (stage_ == Stage::connecting) greeted(ack);
  };
  events.refused = [this](std::uint8_t reason) {
    fail("the broker " + connection_->broker() + " refused the connection: " + describe(reason), reason);
  };
  events.hung_up = [this](std::uint8_t reason) { fail("the broker hung up: " + describe(reason), reason); };
  events.message = [this](const Message& message) { gate_.take(message); };
  events.published = [this](int packet, std::uint8_t reason) { complete(packet, reason); };
  events.subscribed = [this](int packet, const std::vector<std::uint8_t>& codes) {
    if (stage_ != Stage::up) return;
    const auto ticket = tickets_.take_subscription(packet);
    if (ticket && callbacks_.subscribed) callbacks_.subscribed(*ticket, codes);
  };
  return events;
}

void MosquittoLink::opened(std::shared_ptr<BrokerConnection> connection) {
  connection_ = std::move(connection);
  if (auto joined = library_->connect(target_); !joined) return fail(joined.error());
  const auto go_on = [weak = weak_from_this()] {
    if (const auto link = weak.lock(); link && link->stage_ != Stage::over) link->carry_in();
  };
  connection_->begin({.readable = go_on, .sent = go_on});
  look_after_every(MosquittoLibrary::look_after_period(target_.keep_alive));
  carry_in();
}

void MosquittoLink::greeted(const ConnAck& ack) {
  stage_ = Stage::up;
  dial_->greeted();
  // What is agreed counts, not what was asked for (MQTT 5, 3.2.2.3.14).
  if (ack.server_keep_alive.value_or(0) > 0)
    look_after_every(MosquittoLibrary::look_after_period(std::chrono::seconds(*ack.server_keep_alive)));
  if (callbacks_.connected) callbacks_.connected(ack);
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
    return carry_out_soon();
  }
  const std::uint8_t reason = result == MOSQ_ERR_OVERSIZE_PACKET ? kPacketTooLarge : kLinkEnded;
  later([this, ticket, reason, why = lost(mosquitto_strerror(result))] {
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
    return carry_out_soon();
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
  carry_out_soon();
}

void MosquittoLink::close() {
  if (stage_ == Stage::over) return;
  if (stage_ == Stage::up) library_->disconnect();
  later([this] {
    carry_out();
    fail("closed");
  });
}

void MosquittoLink::abandon() {
  if (stage_ == Stage::over) return;
  if (stage_ == Stage::up) {
    library_->disconnect();
    if (!library_->is_reading()) carry_out();
  }
  release();
}

void MosquittoLink::release() {
  stage_ = Stage::over;
  pulse_.cancel();
  if (dial_) dial_->cancel();
  if (connection_) connection_->close();
}

std::string MosquittoLink::lost(const std::string& why) const {
  const std::string broker = connection_ ? connection_->broker() : way_to(target_);
  return (stage_ == Stage::up ? "the connection to " + broker + " was lost: "
                              : "no CONNACK from " + broker + ": ") +
         why;
}

// What came goes through the guard into the library, as long as the broker takes what the library answers.
void MosquittoLink::carry_in() {
  const auto self = shared_from_this();
  WakeUp wake_up;
  gate_.let_out();
  while (stage_ != Stage::over) {
    const int result = read_packets(wake_up);
    if (stage_ == Stage::over) return;
    carry_out();
    if (ended(result) || !gate_.passes()) return;
    if (wake_up.over()) return later([this] { carry_in(); });
    if (connection_->unsent() > BrokerConnection::kMaxUnsent) return;
    if (!intake_.ready().empty()) {
      intake_.use(library_->give(intake_.ready()));
      continue;
    }
    if (!intake_.fault().empty())
      return fail("the broker " + connection_->broker() + " sent " + intake_.fault());
    const std::size_t came = intake_.fill(*connection_);
    wake_up.took(came);
    if (came > 0) keep_alive_.came();
    if (came > 0 || !intake_.fault().empty()) continue;
    if (const std::string why = connection_->why_over(); !why.empty()) return fail(lost(why));
    return connection_->wait_readable();
  }
}

int MosquittoLink::read_packets(const WakeUp& wake_up) {
  int result = MOSQ_ERR_SUCCESS;
  while (library_->has_unread() && gate_.passes() && stage_ != Stage::over && result == MOSQ_ERR_SUCCESS &&
         !wake_up.over())
    result = library_->read();
  return result;
}

// True: and told.
bool MosquittoLink::ended(int result) {
  if (result == MOSQ_ERR_SUCCESS && !library_->over()) return false;
  fail(lost(library_->words(result)));
  return true;
}

void MosquittoLink::carry_out() {
  std::array<std::uint8_t, 16 * 1024> bytes;
  while (connection_ && connection_->unsent() <= BrokerConnection::kMaxUnsent) {
    if (library_->wants_to_write()) library_->write();
    const std::size_t count = library_->take(bytes);
    if (count == 0) return;
    intake_.send(Octets(bytes).first(count), *connection_);
    ::explicit_bzero(bytes.data(), count);  // a password may be in it
  }
}

// Once for all that is published in one turn of the loop.
void MosquittoLink::carry_out_soon() {
  if (std::exchange(carrying_, true)) return;
  later([this] {
    carrying_ = false;
    carry_out();
  });
}

// Sends keep-alives and notices when they are not answered.
void MosquittoLink::look_after_every(std::chrono::milliseconds period) {
  pulse_.expires_after(period);
  pulse_.async_wait([weak = weak_from_this(), period](const boost::system::error_code& error) {
    const auto link = weak.lock();
    if (!link || error || link->stage_ == Stage::over) return;
    const int result = link->look_after();
    link->carry_out();
    if (!link->ended(result) && link->stage_ != Stage::over) link->look_after_every(period);
  });
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

}  // namespace gatewarden::mqtt
