#include "gateway/mqtt/connection/broker_connection.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>

namespace gatewarden::mqtt {
namespace {

// Of one call: the bytes of a peer that sends TLS without content do not hold the loop.
constexpr int kMaxRecordsRead = 4;

}  // namespace

BrokerConnection::BrokerConnection(boost::asio::io_context& io, const Target& target,
                                   boost::asio::ip::tcp::endpoint address)
    : target_(target), address_(std::move(address)), io_(io), stream_(io) {}

void BrokerConnection::open(std::function<void()> stepped,
                            std::function<void(std::optional<Failure>)> opened) {
  stepped_ = std::move(stepped);
  opened_ = std::move(opened);
  stream_.begin(weak_from_this(),
                {.readable = [this] { on_readable(); }, .writable = [this] { on_writable(); }});
  const std::string impossible = stream_.connect(address_);
  if (impossible.empty()) return;
  boost::asio::post(io_, [weak = weak_from_this(), impossible] {
    if (const auto self = weak.lock()) self->fail(impossible);
  });
}

std::string BrokerConnection::address_text() const { return address_.address().to_string(); }

std::string BrokerConnection::broker() const {
  const std::string address = address_text();
  return way_to(target_) + (address == target_.host ? "" : " (" + address + ")");
}

std::string BrokerConnection::security() const {
  return tls_ ? tls_->standing() : "without TLS: what is sent can be read on its way";
}

// Whoever is connected to first.
std::string BrokerConnection::peer() const {
  return target_.proxy ? "the proxy " + host_and_port(target_.proxy->host, target_.proxy->port)
                       : endpoint_of(target_);
}

void BrokerConnection::on_writable() {
  if (step_ != Step::nothing) {
    stream_.flush();
    if (stream_.unsent() == 0 && events_.sent) events_.sent();
    return;
  }
  if (const std::string refused = stream_.connect_failure(); !refused.empty()) return fail(refused);
  step_ = Step::tcp;
  if (const auto stepped = std::exchange(stepped_, nullptr)) stepped();
  target_.proxy ? ask_proxy() : greet();
}

void BrokerConnection::on_readable() {
  switch (step_) {
    case Step::nothing:
      return;
    case Step::tcp:
      return hear_proxy();
    case Step::tunnel:
      return go_on_greeting();
    case Step::open:
      if (events_.readable) events_.readable();
      return;
  }
}

void BrokerConnection::ask_proxy() {
  const Secret request = connect_request(target_);
  const std::string& text = request.text();
  stream_.write({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
  stream_.wait_readable();
}

void BrokerConnection::hear_proxy() {
  const std::size_t count = stream_.read(arrived_);
  const Octets behind = answer_.take(Octets(arrived_).first(count));
  early_.assign(behind.begin(), behind.end());
  if (answer_.complete() || !answer_.plausible()) {
    const std::string refusal = proxy_refusal(target_, answer_.status_line());
    return refusal.empty() ? greet() : fail(refusal, true);
  }
  if (answer_.too_long())
    return fail(peer() + " answers without an end (more than " + std::to_string(ProxyAnswer::kMaxBytes) +
                " bytes)");
  if (stream_.over()) return fail(peer() + " hung up before its answer was complete: " + stream_.why());
  stream_.wait_readable();
}

void BrokerConnection::greet() {
  step_ = Step::tunnel;
  if (!target_.tls) return finish(std::nullopt);
  auto made = TlsClient::make(*target_.tls, target_.host);
  if (!made) return fail(made.error());
  tls_ = std::move(*made);
  go_on_greeting();
}

void BrokerConnection::go_on_greeting() {
  tls_->feed(std::exchange(early_, {}));
  const std::size_t count = stream_.read(arrived_);
  tls_->feed(Octets(arrived_).first(count));
  send_tls();
  if (tls_->state() == TlsClient::State::open) return finish(std::nullopt);
  if (tls_->state() == TlsClient::State::over) return fail(tls_failure());
  if (stream_.over() && count == 0)
    return fail("TLS with " + endpoint_of(target_) + " failed: " + tls_->hung_up(stream_.why()));
  stream_.wait_readable();
}

// Later, so that no owner is called from inside a call of its own.
void BrokerConnection::finish(std::optional<Failure> failure) {
  if (!failure) step_ = Step::open;
  boost::asio::post(io_, [weak = weak_from_this(), failure = std::move(failure)] {
    const auto self = weak.lock();
    if (!self) return;
    if (const auto opened = std::exchange(self->opened_, nullptr)) opened(failure);
  });
}

std::size_t BrokerConnection::read_raw(std::span<std::uint8_t> into) {
  if (early_.empty()) return stream_.read(into);
  const std::size_t count = std::min(early_.size(), into.size());
  std::copy_n(early_.begin(), count, into.begin());
  early_.erase(early_.begin(), early_.begin() + static_cast<std::ptrdiff_t>(count));
  return count;
}

std::size_t BrokerConnection::read(std::span<std::uint8_t> into) {
  if (!tls_) return read_raw(into);
  std::size_t count = tls_->read(into);
  for (int records = 0; count == 0 && records < kMaxRecordsRead; ++records) {
    const std::size_t raw = stream_.read(arrived_);
    if (raw == 0) break;
    tls_->feed(Octets(arrived_).first(raw));
    count = tls_->read(into);
  }
  send_tls();
  return count;
}

void BrokerConnection::write(Octets bytes) {
  if (!tls_) return stream_.write(bytes);
  tls_->write(bytes);
  send_tls();
}

void BrokerConnection::send_tls() { stream_.write(tls_->outgoing()); }

std::string BrokerConnection::tls_failure() const {
  const std::string failed = "TLS with " + endpoint_of(target_) + " failed: ";
  const std::string& refusal = tls_->refusal();
  return failed + (refusal.empty() ? tls_->why() : "certificate verify failed: " + refusal);
}

std::string BrokerConnection::why_over() const {
  if (tls_ && tls_->state() == TlsClient::State::over) return tls_->why();
  if (!stream_.over()) return "";
  return tls_ ? tls_->hung_up(stream_.why()) : stream_.why();
}

void BrokerConnection::close() {
  stepped_ = nullptr;
  opened_ = nullptr;
  events_ = {};
  if (tls_ && step_ == Step::open) {
    tls_->farewell();
    send_tls();
  }
  stream_.close();
}

}  // namespace gatewarden::mqtt
