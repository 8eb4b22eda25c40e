// A connection to one address: TCP, the tunnel of a proxy if there is one, TLS if it is asked for, and then bytes.
// Nothing blocks; the owner limits the time. Peak memory: kMaxUnsent and what one write adds, a TLS record, 16 KiB.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "gateway/base/result.hpp"
#include "gateway/mqtt/connection/http_connect.hpp"
#include "gateway/mqtt/connection/target.hpp"
#include "gateway/mqtt/connection/tcp_stream.hpp"
#include "gateway/tls/tls_client.hpp"

namespace gatewarden::mqtt {

class BrokerConnection : public std::enable_shared_from_this<BrokerConnection> {
 public:
  // Whoever writes stops above it, until `sent`.
  static constexpr std::size_t kMaxUnsent = 128 * 1024;
  // The steps in their order; each was reached.
  enum class Step : std::uint8_t { nothing, tcp, tunnel, open };
  // Why it could not be opened. `answered`: by a proxy that will say the same to every address.
  struct Failure {
    std::string why;
    bool answered = false;
  };
  struct Events {
    std::function<void()> readable;  // once per wait_readable
    std::function<void()> sent;      // nothing is unsent any more
  };

  BrokerConnection(boost::asio::io_context& io, const Target& target, boost::asio::ip::tcp::endpoint address);

  // `opened` comes once, not from inside; `stepped` when TCP stands. Neither after close().
  void open(std::function<void()> stepped, std::function<void(std::optional<Failure>)> opened);
  Step step() const { return step_; }
  const boost::asio::ip::tcp::endpoint& address() const { return address_; }
  std::string address_text() const;
  // "broker:8883 (10.0.0.7)", for errors.
  std::string broker() const;
  // Once it is open: "TLSv1.3 with abc-ats.iot..., certified until 2027-03-01 by ...", or that it is readable on its way.
  std::string security() const;

  // Once it is open.
  void begin(Events events) { events_ = std::move(events); }
  // Decrypted bytes, as many as fit; 0: none now, or over.
  std::size_t read(std::span<std::uint8_t> into);
  void wait_readable() { stream_.wait_readable(); }
  void write(Octets bytes);
  std::size_t unsent() const { return stream_.unsent(); }
  // Why it is over, in an operator's words; empty: it is not.
  std::string why_over() const;
  void close();  // tells the other side where TLS can; no event afterwards

 private:
  void on_readable();
  void on_writable();
  void ask_proxy();
  void hear_proxy();
  void greet();
  void go_on_greeting();
  void finish(std::optional<Failure> failure);
  void fail(std::string why, bool answered = false) { finish(Failure{std::move(why), answered}); }
  std::size_t read_raw(std::span<std::uint8_t> into);
  void send_tls();
  std::string tls_failure() const;
  std::string peer() const;

  const Target target_;
  const boost::asio::ip::tcp::endpoint address_;
  boost::asio::io_context& io_;
  Step step_ = Step::nothing;
  TcpStream stream_;
  ProxyAnswer answer_;
  std::vector<std::uint8_t> early_;  // came behind the proxy's answer
  std::unique_ptr<TlsClient> tls_;
  std::function<void()> stepped_;
  std::function<void(std::optional<Failure>)> opened_;
  Events events_;
  std::array<std::uint8_t, 16 * 1024> arrived_{};
};

}  // namespace gatewarden::mqtt
