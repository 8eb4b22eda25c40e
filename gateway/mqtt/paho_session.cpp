#include "gateway/mqtt/paho_session.hpp"

#include <boost/asio/steady_timer.hpp>
#include <cstdlib>
#include <map>
#include <set>

#include "gateway/mqtt/connection/broker_dial.hpp"
#include "gateway/mqtt/connection/target_secrets.hpp"
#include "gateway/mqtt/paho_client.hpp"
#include "gateway/mqtt/paho_inbox.hpp"
#include "gateway/mqtt/paho_relay.hpp"
#include "gateway/mqtt/paho_worker.hpp"
#include "gateway/mqtt/reasons.hpp"

namespace gatewarden::mqtt {
namespace {

using Kind = PahoEvent::Kind;
// For Paho to tell of what the broker sent last, once the broker's side is over.
constexpr auto kPatienceAtTheEnd = std::chrono::seconds(1);

// The running handler keeps it alive: a callback may destroy the session.
struct Link : std::enable_shared_from_this<Link> {
  Link(boost::asio::io_context& io, std::shared_ptr<PahoWorker> w, std::shared_ptr<Surroundings> around,
       Target t)
      : worker(std::move(w)),
        surroundings(std::move(around)),
        target(std::move(t)),
        deadline(io),
        context(io) {}

  void connect(Callbacks c);
  void opened(const std::shared_ptr<BrokerConnection>& connection);
  void drain();
  void tell(PahoEvent& event);
  void broker_gone(const std::string& said);
  std::string lost(const std::string& said) const;
  void ended(PahoEvent& event);
  void finish_after(Duration patience, std::string why);
  void finish(std::string why, std::optional<std::uint8_t> reason);
  void let_go();
  void end_soon(std::string why) { inbox->put({.kind = Kind::ended, .text = std::move(why)}); }

  std::shared_ptr<PahoWorker> worker;
  std::shared_ptr<Surroundings> surroundings;
  Target target;  // secrets are read at connect
  Callbacks callbacks;
  std::shared_ptr<BrokerDial> dial;
  std::shared_ptr<PahoRelay> relay;
  boost::asio::steady_timer deadline;
  boost::asio::io_context& context;
  std::shared_ptr<PahoInbox> inbox;
  std::shared_ptr<PahoClient> client;
  std::set<Ticket> open;                      // publishes not completed
  std::map<Ticket, std::size_t> subscribing;  // number of filters
  std::vector<PahoEvent> draining;
  enum class Stage : std::uint8_t { connecting, up, over } stage = Stage::connecting;
};

void Link::connect(Callbacks c) {
  callbacks = std::move(c);
  inbox = std::make_shared<PahoInbox>(context, [weak = weak_from_this()] {
    if (auto link = weak.lock()) link->drain();
  });
  if (auto read = read_secrets(target); !read) return end_soon(read.error());
  client = std::make_shared<PahoClient>(target, inbox);
  target.password = Secret();  // the client has it
  dial = std::make_shared<BrokerDial>(context, target, surroundings);
  dial->start({.opened =
                   [weak = weak_from_this()](const std::shared_ptr<BrokerConnection>& connection) {
                     if (const auto link = weak.lock()) link->opened(connection);
                   },
               .failed =
                   [weak = weak_from_this()](std::string why) {
                     if (const auto link = weak.lock()) link->finish(std::move(why), std::nullopt);
                   }});
}

// Only now does Paho begin, with nothing left to fail but MQTT.
void Link::opened(const std::shared_ptr<BrokerConnection>& connection) {
  relay = std::make_shared<PahoRelay>(context, target, connection, inbox);
  const auto port = relay->open([weak = weak_from_this()](const std::string& why) {
    if (const auto link = weak.lock()) link->broker_gone(why);
  });
  if (!port) return finish(port.error(), std::nullopt);
  worker->post([c = client, port = *port] { c->start(port); });
}

void Link::broker_gone(const std::string& said) {
  if (stage != Stage::over) finish_after(kPatienceAtTheEnd, lost(said));
}

std::string Link::lost(const std::string& said) const {
  if (stage == Stage::up) return "the connection to " + relay->broker() + " was lost: " + said;
  return "no CONNACK from " + relay->broker() + ": " + said;
}

void Link::finish_after(Duration patience, std::string why) {
  deadline.expires_after(patience);
  deadline.async_wait(
      [weak = weak_from_this(), why = std::move(why)](const boost::system::error_code& error) {
        if (const auto link = weak.lock(); link && !error) link->finish(why, std::nullopt);
      });
}

void Link::drain() {
  if (stage == Stage::over) return;
  const auto self = shared_from_this();
  std::vector<PahoEvent> events;
  events.swap(draining);
  inbox->take(events);
  for (PahoEvent& event : events) {
    if (stage == Stage::over) return;
    tell(event);
  }
  events.clear();
  draining.swap(events);
  if (relay) relay->go_on();
}

void Link::tell(PahoEvent& event) {
  switch (event.kind) {
    case Kind::connected:
      stage = Stage::up;
      dial->greeted();
      if (const auto ordered = event.ack.server_keep_alive.value_or(0);
          ordered > 0 && std::chrono::seconds(ordered) < target.keep_alive)
        relay->keep_alive(std::chrono::seconds(ordered));
      if (callbacks.connected) callbacks.connected(event.ack);
      return;
    case Kind::ended:
      return ended(event);
    case Kind::message:
      if (callbacks.message) callbacks.message({event.text, event.payload, event.retained});
      return;
    case Kind::published:
      if (open.erase(event.ticket) && callbacks.published) {
        callbacks.published(event.ticket, event.reason.value_or(0), event.text);
      }
      return;
    case Kind::subscribed: {
      const auto asked = subscribing.find(event.ticket);
      if (asked == subscribing.end()) return;
      if (event.reason) event.granted.assign(asked->second, *event.reason);
      subscribing.erase(asked);
      if (callbacks.subscribed) callbacks.subscribed(event.ticket, event.granted);
      return;
    }
  }
}

// What the broker said itself counts, then what became of the connection; Paho knows neither.
void Link::ended(PahoEvent& event) {
  if (event.reason) return finish(std::move(event.text), event.reason);
  if (relay && !relay->why().empty()) return finish(lost(relay->why()), std::nullopt);
  if (event.vague)
    return finish("no MQTT with " + relay->broker() + ": the client said: " + event.text, std::nullopt);
  finish(event.text.empty() ? "the connection to " + relay->broker() + " was lost" : std::move(event.text),
         std::nullopt);
}

void Link::finish(std::string why, std::optional<std::uint8_t> reason) {
  if (stage == Stage::over) return;
  const auto self = shared_from_this();
  stage = Stage::over;
  let_go();
  const Callbacks last = std::move(callbacks);
  for (const Ticket ticket : std::exchange(open, {})) {
    if (last.published) last.published(ticket, kLinkEnded, why);
  }
  if (last.lost) last.lost(std::move(why), reason);
}

void Link::let_go() {
  deadline.cancel();
  if (inbox) inbox->shut();
  if (relay) relay->close();
  if (dial) dial->cancel();
  if (client) worker->post([c = std::move(client)]() mutable { c.reset(); });
}

using Stage = Link::Stage;

class PahoSession final : public Session {
 public:
  explicit PahoSession(std::shared_ptr<Link> link) : link_(std::move(link)) {}
  ~PahoSession() override {
    if (link_->stage == Stage::over) return;
    link_->stage = Stage::over;
    link_->let_go();
  }
  void connect(Callbacks callbacks) override { link_->connect(std::move(callbacks)); }
  void publish(Ticket ticket, std::string_view topic, std::string_view payload, int qos,
               bool retain) override {
    if (link_->stage == Stage::over) return;
    link_->open.insert(ticket);
    if (link_->stage == Stage::up) return link_->client->publish(ticket, topic, payload, qos, retain);
    link_->inbox->put(
        {.kind = Kind::published, .ticket = ticket, .reason = kLinkEnded, .text = "not connected"});
  }
  void subscribe(Ticket ticket, const std::vector<std::string>& filters, int qos) override {
    if (link_->stage == Stage::over) return;
    link_->subscribing[ticket] = filters.size();
    if (link_->stage == Stage::up) return link_->client->subscribe(ticket, filters, qos);
    link_->inbox->put({.kind = Kind::subscribed, .ticket = ticket, .reason = kUnspecifiedError});
  }
  void unsubscribe(const std::vector<std::string>& filters) override {
    if (link_->stage == Stage::up) link_->client->unsubscribe(filters);
  }
  void close() override {
    if (link_->stage == Stage::over) return;
    if (link_->stage != Stage::up) return link_->end_soon("closed");
    link_->worker->post([client = link_->client] { client->disconnect(); });
    link_->finish_after(std::chrono::milliseconds(2 * PahoClient::kDisconnectMilliseconds), "closed");
  }

 private:
  std::shared_ptr<Link> link_;
};

}  // namespace

SessionFactory paho_sessions(boost::asio::io_context& io, Hosts hosts) {
  bound_name_lookups();
  // Paho would take a proxy from these on its way to us.
  unsetenv("http_proxy");
  unsetenv("https_proxy");
  auto worker = std::make_shared<PahoWorker>();
  auto surroundings = std::make_shared<Surroundings>(NameLookups::Asker::uplink, std::move(hosts));
  return [&io, worker, surroundings](const Target& target) {
    return std::make_unique<PahoSession>(std::make_shared<Link>(io, worker, surroundings, target));
  };
}

}  // namespace gatewarden::mqtt
