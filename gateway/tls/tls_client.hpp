// The client side of a TLS connection; the owner of the wire carries its bytes. Synchronous, without timers:
// its user bounds the handshake. TLS 1.2 or newer; the other side's certificate is always verified.
//
// Peak memory, whatever comes: what is fed at once, a record each way (16 KiB), and what the longest handshake message
// becomes (TlsContext::kMaxMessageBytes). Without content between them, no more than kMaxMessages of the handshake are
// taken, nor answered: requests for new keys, tickets and handshakes cost time, and their answers memory.
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
  // Of both sides together. A handshake has a dozen, and few tickets follow it.
  static constexpr int kMaxMessages = 32;

  // Its first bytes are in outgoing(). Errors name file and remedy. `name`: host name or address in
  // the other side's certificate.
  static Result<std::unique_ptr<TlsClient>> make(const Tls& tls, const std::string& name);
  ~TlsClient();
  TlsClient(const TlsClient&) = delete;
  TlsClient& operator=(const TlsClient&) = delete;

  State state() const { return state_; }
  // Why it is over, with the remedy if known.
  const std::string& why() const { return why_; }
  // Why its certificate was refused ("certificate has expired (on 2026-11-21)"); empty: it was not.
  const std::string& refusal() const;
  // Once it is open: the version, and who the other side's certificate says it is, until when and by whom.
  std::string standing() const;
  // The other side ended TLS in order (close_notify).
  bool closed_by_peer() const { return closed_by_peer_; }
  // What the other side's hang-up means; `how`: "closed by the other side".
  std::string hung_up(const std::string& how) const;
  bool heard() const { return heard_; }

  // Bytes for the wire; fetch them after each call below.
  std::vector<std::uint8_t> outgoing();
  // Bytes from the wire.
  void feed(std::span<const std::uint8_t> bytes);
  // Decrypted bytes, as many as fit; 0: feed more first. Only while open.
  std::size_t read(std::span<std::uint8_t> into);
  void write(std::span<const std::uint8_t> bytes);  // only while open
  void farewell();                                  // tells the other side the end

 private:
  struct Hooks;  // what OpenSSL calls
  explicit TlsClient(std::unique_ptr<TlsContext> context);
  bool arm();  // false: there is no connection
  void greet();
  void limit_messages();
  void fail(int result);
  std::string words() const;
  std::string words_of_alert(int alert) const;
  std::string words_of_our_certificate(const std::string& otherwise) const;

  std::unique_ptr<TlsContext> context_;
  ssl_st* ssl_;
  State state_ = State::greeting;
  int messages_ = 0;  // of the handshake, either way, since the last content
  bool heard_ = false;
  bool used_ = false;  // it sent more than the handshake
  bool closed_by_peer_ = false;
  std::string why_;
};

}  // namespace gatewarden
