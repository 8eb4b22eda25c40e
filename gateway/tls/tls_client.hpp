// The client's side of one TLS connection, without the connection: bytes of the wire go in and come out, and
// the owner of the wire carries them. Plain synchronous code without time: its user bounds the handshake. TLS
// 1.2 or newer; the other side's certificate is always verified.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "gateway/base/result.hpp"
#include "gateway/tls/tls.hpp"

struct ssl_st;

namespace gatewarden {

class TlsContext;

class TlsClient {
 public:
  enum class State : std::uint8_t { greeting, open, over };

  // Its greeting lies in outgoing(). Errors name a file and the remedy. `name` is what the other side's
  // certificate must be for: a host name or an address.
  static Result<std::unique_ptr<TlsClient>> make(const Tls& tls, const std::string& name);
  ~TlsClient();
  TlsClient(const TlsClient&) = delete;
  TlsClient& operator=(const TlsClient&) = delete;

  State state() const { return state_; }
  // Why it is over, in words, with the remedy where there is one.
  const std::string& why() const { return why_; }
  // Whether it is over because the other side ended TLS in order (close_notify).
  bool closed_by_peer() const { return closed_by_peer_; }
  // What it means now that the other side hung up; `how`: "closed by the other side".
  std::string hung_up(const std::string& how) const;
  // Whether the other side has said anything yet.
  bool heard() const { return heard_; }

  // What is to go over the wire now: to be asked after each of the calls below.
  std::vector<std::uint8_t> outgoing();
  // Came over the wire.
  void feed(std::span<const std::uint8_t> bytes);
  // What was sent to us: as much as fits, 0 until more is fed. Only while open.
  std::size_t read(std::span<std::uint8_t> into);
  void write(std::span<const std::uint8_t> bytes);  // only while open
  void farewell();                                  // the end, said to the other side

 private:
  explicit TlsClient(std::unique_ptr<TlsContext> context);
  void greet();
  void fail(int result);
  std::string words() const;
  std::string words_of_alert(int alert) const;
  std::string words_of_our_certificate(const std::string& otherwise) const;

  std::unique_ptr<TlsContext> context_;
  ssl_st* ssl_;
  State state_ = State::greeting;
  bool heard_ = false;
  bool used_ = false;  // it sent something that is not of the handshake
  bool closed_by_peer_ = false;
  std::string why_;
};

}  // namespace gatewarden
