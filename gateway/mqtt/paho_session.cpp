#include "gateway/mqtt/paho_session.hpp"

#include <boost/asio/steady_timer.hpp>
#include <cstdlib>
#include <map>
#include <set>

#include "gateway/base/text/host_port.hpp"
#include "gateway/mqtt/connect_timeout.hpp"
#include "gateway/mqtt/connection_probe.hpp"
#include "gateway/mqtt/name_lookup.hpp"
#include "gateway/mqtt/paho_client.hpp"
#include "gateway/mqtt/paho_inbox.hpp"
#include "gateway/mqtt/paho_worker.hpp"
#include "gateway/mqtt/reasons.hpp"
#include "gateway/mqtt/target_secrets.hpp"
#include "gateway/tls/tls_context.hpp"

namespace gatewarden::mqtt {
namespace {

using Kind = PahoEvent::Kind;

// The running handler keeps it alive: a callback may destroy the session.
struct Link : std::enable_shared_from_this<Link> {
  Link(boost::asio::io_context& io, std::shared_ptr<PahoWorker> w, Target t)
      : worker(std::move(w)), target(std::move(t)), lookup(io), probe(io), deadline(io), context(io) {}

  void connect(Callbacks c);
  void begin();
  void drain();
  void tell(PahoEvent& event);
  void finish(std::string why, std::optional<std::uint8_t> reason);
  void let_go();
  void explain_and_finish(std::string said);
  void end_soon(std::string why) { inbox->put({.kind = Kind::ended, .text = std::move(why)}); }
  std::string endpoint() const {
    const std::string goal = host_and_port(target.host, target.port);
    return target.proxy ? goal + " through the proxy " + host_and_port(target.proxy->host, target.proxy->port)
                        : goal;
  }

  std::shared_ptr<PahoWorker> worker;
  Target target;  // secrets are read at connect
  Callbacks callbacks;
  NameLookup lookup;
  ConnectionProbe probe;
  boost::asio::steady_timer deadline;
  boost::asio::io_context& context;
  std::shared_ptr<PahoInbox> inbox;
  std::shared_ptr<PahoClient> client;
  std::set<Ticket> open;                      // publishes not completed
  std::map<Ticket, std::size_t> subscribing;  // number of filters
  std::vector<PahoEvent> draining;
  bool up = false;
  bool over = false;
};

void Link::connect(Callbacks c) {
  callbacks = std::move(c);
  inbox = std::make_shared<PahoInbox>(context, [weak = weak_from_this()] {
    if (auto link = weak.lock()) link->drain();
  });
  if (auto read = read_secrets(target); !read) return end_soon(read.error());
  if (target.tls) {
    if (auto checked = TlsContext::make(*target.tls, target.host); !checked) return end_soon(checked.error());
  }
  deadline.expires_after(target.connect_timeout);
  deadline.async_wait([weak = weak_from_this()](const boost::system::error_code& error) {
    const auto link = weak.lock();
    if (error || !link || link->over || link->up) return;
    link->finish(timed_out(link->endpoint(), link->target.connect_timeout), std::nullopt);
  });
  // A proxy looks the broker's name up itself.
  const std::string& name = target.proxy ? target.proxy->host : target.host;
  lookup.start(
      name, target.proxy ? target.proxy->port : target.port,
      [name, weak = weak_from_this()](const std::vector<std::string>& found, const std::string& why) {
        const auto link = weak.lock();
        if (!link || link->over) return;
        if (found.empty()) return link->finish("the name " + name + " cannot be looked up: " + why, {});
        link->begin();
      });
}

// The name resolved in time: now Paho may look it up too.
void Link::begin() {
  client = std::make_shared<PahoClient>(target, inbox);
  worker->post([c = client] { c->start(); });
}

void Link::drain() {
  if (over) return;
  const auto self = shared_from_this();
  std::vector<PahoEvent> events;
  events.swap(draining);
  inbox->take(events);
  for (PahoEvent& event : events) {
    if (over) return;
    tell(event);
  }
  events.clear();
  draining.swap(events);
}

void Link::tell(PahoEvent& event) {
  switch (event.kind) {
    case Kind::connected:
      up = true;
      deadline.cancel();
      if (callbacks.connected) callbacks.connected(event.ack);
      return;
    case Kind::ended:
      return event.vague ? explain_and_finish(std::move(event.text))
                         : finish(event.text.empty() ? "the connection to " + endpoint() + " was lost"
                                                     : std::move(event.text),
                                  event.reason);
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

// Paho says little ("TCP/TLS connect failure"): without an answer of the broker, probe the network too. The probe
// is another connection, so both are told, and never its success as Paho's failure.
void Link::explain_and_finish(std::string said) {
  probe.start(target,
              [said = std::move(said), weak = weak_from_this()](const ConnectionProbe::Finding& found) {
                const auto link = weak.lock();
                if (!link) return;
                if (!found.reached)
                  return link->finish(found.why + " (the client said: " + said + ")", std::nullopt);
                link->finish("no connection to " + link->endpoint() + ": the client said: " + said +
                                 "; a second try got as far as " + found.why,
                             std::nullopt);
              });
}

void Link::finish(std::string why, std::optional<std::uint8_t> reason) {
  if (over) return;
  const auto self = shared_from_this();
  over = true;
  let_go();
  const Callbacks last = std::move(callbacks);
  for (const Ticket ticket : std::exchange(open, {})) {
    if (last.published) last.published(ticket, kLinkEnded, why);
  }
  if (last.lost) last.lost(std::move(why), reason);
}

void Link::let_go() {
  lookup.cancel();
  probe.cancel();
  deadline.cancel();
  if (inbox) inbox->shut();
  if (client) worker->post([c = std::move(client)]() mutable { c.reset(); });
}

class PahoSession final : public Session {
 public:
  explicit PahoSession(std::shared_ptr<Link> link) : link_(std::move(link)) {}
  ~PahoSession() override {
    if (link_->over) return;
    link_->over = true;
    link_->let_go();
  }
  void connect(Callbacks callbacks) override { link_->connect(std::move(callbacks)); }
  void publish(Ticket ticket, std::string_view topic, std::string_view payload, int qos,
               bool retain) override {
    if (link_->over) return;
    link_->open.insert(ticket);
    if (link_->up) return link_->client->publish(ticket, topic, payload, qos, retain);
    link_->inbox->put(
        {.kind = Kind::published, .ticket = ticket, .reason = kLinkEnded, .text = "not connected"});
  }
  void subscribe(Ticket ticket, const std::vector<std::string>& filters, int qos) override {
    if (link_->over) return;
    link_->subscribing[ticket] = filters.size();
    if (link_->up) return link_->client->subscribe(ticket, filters, qos);
    link_->inbox->put({.kind = Kind::subscribed, .ticket = ticket, .reason = kUnspecifiedError});
  }
  void unsubscribe(const std::vector<std::string>& filters) override {
    if (!link_->over && link_->up) link_->client->unsubscribe(filters);
  }
  void close() override {
    if (link_->over) return;
    if (!link_->up) return link_->end_soon("closed");
    link_->worker->post([client = link_->client] { client->disconnect(); });
    link_->deadline.expires_after(std::chrono::milliseconds(2 * PahoClient::kDisconnectMilliseconds));
    link_->deadline.async_wait([weak = link_->weak_from_this()](const boost::system::error_code& error) {
      if (const auto link = weak.lock(); link && !error) link->finish("closed", std::nullopt);
    });
  }

 private:
  std::shared_ptr<Link> link_;
};

}  // namespace

SessionFactory paho_sessions(boost::asio::io_context& io) {
  bound_name_lookups();
  // Paho would take a proxy from these where a target has none.
  unsetenv("http_proxy");
  unsetenv("https_proxy");
  auto worker = std::make_shared<PahoWorker>();
  return [&io, worker](const Target& target) {
    return std::make_unique<PahoSession>(std::make_shared<Link>(io, worker, target));
  };
}

}  // namespace gatewarden::mqtt
