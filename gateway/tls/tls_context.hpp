// The TLS side of a link. Loads a Tls's files, so that a wrong one is reported before connecting, and checks
// the peer against the configured host name, whatever its address.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "gateway/base/clock.hpp"
#include "gateway/base/result.hpp"
#include "gateway/tls/tls.hpp"

struct ssl_ctx_st;

namespace gatewarden {

// TLS 1.2 or newer; fails closed: without one of its checks there is no context. One per session: it keeps the reason of a refused handshake.
class TlsContext {
 public:
  // Longest chain of certificates, or list of authorities, of the peer. A chain has 5 KB at AWS; the names of all
  // authorities of a system have 20 KB.
  static constexpr long kMaxMessageBytes = 32 * 1024;

  // Errors name the file and the remedy. Never uses the network.
  static Result<std::unique_ptr<TlsContext>> make(const Tls& tls, const std::string& host);
  ~TlsContext();
  TlsContext(const TlsContext&) = delete;
  TlsContext& operator=(const TlsContext&) = delete;

  ssl_ctx_st* native() const { return context_; }
  // Why the peer's certificate was refused ("certificate has expired (on 2026-11-21)"); empty if it was not.
  const std::string& refusal() const { return refusal_; }

  // For SNI; empty where an address is expected.
  const std::string& server_name() const { return server_name_; }
  // The peer asked for a client certificate, and there is none.
  bool asked_in_vain() const { return asked_in_vain_; }

  // Of the client certificate, if any.
  struct Validity {
    WallTime from, until;
  };
  std::optional<Validity> validity() const;

 private:
  struct Hooks;
  TlsContext() = default;
  Result<void> load(const Tls& tls);
  Result<void> load_identity(const Tls& tls);
  Result<void> arm();
  Result<void> expect(const std::string& host, bool verify);

  ssl_ctx_st* context_ = nullptr;
  std::string server_name_;
  std::string refusal_;
  bool asked_in_vain_ = false;
};

}  // namespace gatewarden
