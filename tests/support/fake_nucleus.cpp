#include "tests/support/fake_nucleus.hpp"

#include <unistd.h>

#include <algorithm>
#include <stdexcept>

#include "tests/support/fake_nucleus_peer.hpp"
#include "tests/support/topic_match.hpp"

namespace gatewarden::test {
namespace {

constexpr std::size_t kLitePublishes = 10;
constexpr std::size_t kLiteBytes = 15'000;

std::size_t weight(const FakeNucleus::Published& p) { return p.topic.size() + p.payload.size() + 10; }

}  // namespace

FakeNucleus::FakeNucleus(boost::asio::io_context& io, Clock& clock, Setup setup)
    : io_(io),
      clock_(clock),
      setup_(std::move(setup)),
      acceptor_(io),
      acknowledgements_(clock.timer([this] { acknowledge(); })) {
  listen();
}

FakeNucleus::~FakeNucleus() { stop(); }

void FakeNucleus::listen() {
  acceptor_.open();
  acceptor_.bind(setup_.socket);
  acceptor_.listen();
  accept();
}

void FakeNucleus::accept() {
  acceptor_.async_accept([this](auto error, boost::asio::local::stream_protocol::socket socket) {
    if (error) return;  // stopped
    ++count_.connections;
    peers_.push_back(std::make_shared<Peer>(std::move(socket), *this));
    peers_.back()->listen();
    accept();
  });
}

void FakeNucleus::forget(Peer& peer) {
  std::erase_if(peers_, [&](const auto& one) { return one.get() == &peer; });
}

void FakeNucleus::stop() {
  boost::system::error_code ignored;
  acceptor_.close(ignored);
  ::unlink(setup_.socket.c_str());
  for (const auto& peer : std::exchange(peers_, {})) peer->close();
  in_flight_.clear();
  spool_.clear();
  bytes_in_flight_ = 0;
}

void FakeNucleus::start(std::string token) {
  setup_.token = std::move(token);
  listen();
}

void FakeNucleus::go_offline() { online_ = false; }

void FakeNucleus::come_online() {
  online_ = true;
  for (Published& kept : std::exchange(spool_, {})) send(std::move(kept));
  acknowledge();
}

bool FakeNucleus::allows(const std::string& topic) const {
  return std::any_of(setup_.allowed.begin(), setup_.allowed.end(), [&](const std::string& allowed) {
    return pattern_matches(allowed, topic) || filter_matches(allowed, topic);
  });
}

std::string FakeNucleus::take(Published published) {
  if (!online_ && !lite() && published.qos == 1) {
    spool_.push_back(std::move(published));
    return {};
  }
  if (!online_) return lite() ? "Failed to publish." : "dropping QoS 0 while offline";
  if (lite() && published.qos == 1 &&
      (in_flight_.size() >= kLitePublishes || bytes_in_flight_ + weight(published) > kLiteBytes)) {
    return "Failed to publish.";
  }
  send(std::move(published));
  return {};
}

void FakeNucleus::send(Published published) {
  bytes_in_flight_ += weight(published);
  in_flight_.push_back({clock_.now() + setup_.latency, std::move(published)});
  acknowledgements_->arm(in_flight_.front().due);
}

void FakeNucleus::acknowledge() {
  while (online_ && !in_flight_.empty() && in_flight_.front().due <= clock_.now()) {
    const Published published = std::move(in_flight_.front().published);
    in_flight_.pop_front();
    bytes_in_flight_ -= weight(published);
    reached_service_.push_back(published);
    if (service) service(published);
  }
  if (online_ && !in_flight_.empty()) acknowledgements_->arm(in_flight_.front().due);
}

void FakeNucleus::deliver(const std::string& topic, const std::string& payload) {
  if (!online_) return;
  for (const auto& peer : peers_) peer->deliver(topic, payload);
}

void FakeNucleus::ping() {
  for (const auto& peer : peers_) peer->send({.type = greengrass::FrameType::ping, .payload = "{}"});
}

void FakeNucleus::restart_iotcored() {
  for (const auto& peer : peers_) peer->lose_subscriptions();
  for (const InFlight& lost : std::exchange(in_flight_, {})) bytes_in_flight_ -= weight(lost.published);
}

void FakeNucleus::end_subscriptions() {
  for (const auto& peer : peers_) peer->end_subscriptions();
}

void FakeNucleus::configure(nlohmann::json configuration) {
  const auto changed = nlohmann::json::diff(setup_.configuration, configuration);
  setup_.configuration = std::move(configuration);
  for (const auto& change : changed) {
    for (const auto& peer : peers_) peer->tell_of_change(change.at("path").get<std::string>());
  }
}

void FakeNucleus::send_raw(std::string_view bytes) {
  for (const auto& peer : peers_) peer->send_raw(bytes);
}

std::size_t FakeNucleus::open_streams() const {
  std::size_t open = 0;
  for (const auto& peer : peers_) open += peer->open_streams();
  return open;
}

}  // namespace gatewarden::test
