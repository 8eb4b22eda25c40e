#include "gateway/tls/tls_client.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include "gateway/tls/certificate_words.hpp"
#include "gateway/tls/tls_context.hpp"

namespace gatewarden {

struct TlsClient::Hooks {
  static void message(int, int, int type, const void*, std::size_t, SSL*, void* self) {
    if (type == SSL3_RT_HANDSHAKE) ++static_cast<TlsClient*>(self)->messages_;
  }
};

Result<std::unique_ptr<TlsClient>> TlsClient::make(const Tls& tls, const std::string& name) {
  auto context = TlsContext::make(tls, name);
  if (!context) return Error{context.error()};
  std::unique_ptr<TlsClient> made(new TlsClient(std::move(*context)));
  if (!made->arm()) return Error{"TLS is not available: out of memory"};
  made->greet();
  return made;
}

TlsClient::TlsClient(std::unique_ptr<TlsContext> context)
    : context_(std::move(context)), ssl_(SSL_new(context_->native())) {}

bool TlsClient::arm() {
  BIO* in = BIO_new(BIO_s_mem());
  BIO* out = BIO_new(BIO_s_mem());
  if (!ssl_ || !in || !out) {
    BIO_free(in);
    BIO_free(out);
    return false;
  }
  SSL_set_bio(ssl_, in, out);
  SSL_set_connect_state(ssl_);
  SSL_set_options(ssl_, SSL_OP_NO_RENEGOTIATION);  // during one, nothing can be written
  SSL_set_msg_callback(ssl_, &Hooks::message);
  SSL_set_msg_callback_arg(ssl_, this);
  const std::string& name = context_->server_name();
  return name.empty() || SSL_set_tlsext_host_name(ssl_, name.c_str()) == 1;
}

TlsClient::~TlsClient() { SSL_free(ssl_); }

std::vector<std::uint8_t> TlsClient::outgoing() {
  BIO* out = SSL_get_wbio(ssl_);
  std::vector<std::uint8_t> bytes(BIO_ctrl_pending(out));
  if (!bytes.empty()) BIO_read(out, bytes.data(), static_cast<int>(bytes.size()));
  return bytes;
}

void TlsClient::feed(std::span<const std::uint8_t> bytes) {
  if (bytes.empty()) return;
  heard_ = true;
  BIO_write(SSL_get_rbio(ssl_), bytes.data(), static_cast<int>(bytes.size()));
  if (state_ == State::greeting) greet();
}

void TlsClient::greet() {
  ERR_clear_error();
  const int result = SSL_do_handshake(ssl_);
  if (result == 1) {
    state_ = State::open;
  } else {
    fail(result);
  }
  limit_messages();
}

// A call ends behind each message of the handshake: SSL_MODE_AUTO_RETRY is off.
std::size_t TlsClient::read(std::span<std::uint8_t> into) {
  while (state_ == State::open) {
    std::size_t count = 0;
    const int before = messages_;
    ERR_clear_error();
    const int result = SSL_read_ex(ssl_, into.data(), into.size(), &count);
    if (result == 1) {
      used_ = true;
      messages_ = 0;
      return count;
    }
    fail(result);
    if (messages_ == before) return 0;
    limit_messages();
  }
  return 0;
}

void TlsClient::limit_messages() {
  if (messages_ <= kMaxMessages || state_ == State::over) return;
  why_ =
      "TLS failed: more than " + std::to_string(kMaxMessages) + " messages of the handshake without content";
  state_ = State::over;
}

// A record (16 KiB) at a time; the memory BIO takes them all.
void TlsClient::write(std::span<const std::uint8_t> bytes) {
  while (state_ == State::open && !bytes.empty()) {
    std::size_t count = 0;
    ERR_clear_error();
    const int result = SSL_write_ex(ssl_, bytes.data(), bytes.size(), &count);
    if (result != 1) return fail(result);
    bytes = bytes.subspan(count);
  }
}

void TlsClient::farewell() {
  if (state_ != State::open) return;
  ERR_clear_error();
  SSL_shutdown(ssl_);
  state_ = State::over;
}

// After a failed call, which may only need more bytes.
void TlsClient::fail(int result) {
  const int error = SSL_get_error(ssl_, result);
  if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE) return;
  closed_by_peer_ = error == SSL_ERROR_ZERO_RETURN;
  why_ = closed_by_peer_ ? hung_up("closed by the other side") : words();
  state_ = State::over;
  ERR_clear_error();
}

std::string TlsClient::hung_up(const std::string& how) const {
  if (used_) return how;
  if (state_ == State::open) return how + " right after the TLS handshake" + words_of_our_certificate("");
  if (!heard_) return how + " when it was greeted with TLS: does it speak TLS on this port?";
  return how + " during the TLS handshake" + words_of_our_certificate("");
}

std::string TlsClient::standing() const {
  return std::string(SSL_get_version(ssl_)) + "; " + words_of_certificate(SSL_get0_peer_certificate(ssl_));
}

const std::string& TlsClient::refusal() const { return context_->refusal(); }

std::string TlsClient::words() const {
  const std::string failed = "the TLS handshake failed: ";
  if (!context_->refusal().empty()) {
    return failed + "its certificate is refused: " + context_->refusal() +
           remedy_of_refusal(SSL_get_verify_result(ssl_));
  }
  const unsigned long code = ERR_peek_error();
  const int reason = ERR_GET_REASON(code);
  // Alerts of the other side have their own reason codes (SSL_R_TLSV1_ALERT_... and the like).
  if (reason > SSL_AD_REASON_OFFSET && reason <= SSL_AD_REASON_OFFSET + 255) {
    return (used_ ? "TLS failed: " : failed) + words_of_alert(reason - SSL_AD_REASON_OFFSET);
  }
  if (reason == SSL_R_UNSUPPORTED_PROTOCOL) return failed + "it speaks an older TLS than 1.2";
  if (reason == SSL_R_EXCESSIVE_MESSAGE_SIZE)
    return failed + "its certificates, or the authorities it names, are longer than " +
           std::to_string(TlsContext::kMaxMessageBytes) + " bytes";
  const char* said = code ? ERR_reason_error_string(code) : nullptr;
  const std::string because = said ? said : "unknown reason";
  if (state_ == State::open) return "TLS failed: " + because;
  return failed + "it does not answer in TLS (" + because + "): is this its port for TLS?";
}

std::string TlsClient::words_of_alert(int alert) const {
  // The library has no text for the newest.
  const char* said =
      alert == SSL_AD_CERTIFICATE_REQUIRED ? "certificate required" : SSL_alert_desc_string_long(alert);
  std::string words = std::string("the other side refuses: ") + said;
  switch (alert) {
    case SSL_AD_PROTOCOL_VERSION:
      return words + "; it speaks an older TLS than 1.2";
    case SSL_AD_CERTIFICATE_EXPIRED:
      return words + "; have a new client certificate issued";
    case SSL_AD_HANDSHAKE_FAILURE:
      return words + words_of_our_certificate("; there may be no cipher that both take");
    case SSL_AD_BAD_CERTIFICATE:
    case SSL_AD_UNSUPPORTED_CERTIFICATE:
    case SSL_AD_CERTIFICATE_REVOKED:
    case SSL_AD_CERTIFICATE_UNKNOWN:
    case SSL_AD_UNKNOWN_CA:
    case SSL_AD_ACCESS_DENIED:
    case SSL_AD_DECRYPT_ERROR:
    case SSL_AD_CERTIFICATE_REQUIRED:
      return words + words_of_our_certificate("");
    default:
      return words;
  }
}

std::string TlsClient::words_of_our_certificate(const std::string& otherwise) const {
  if (context_->asked_in_vain()) {
    return "; it requires a client certificate: give `certificate` and `private_key`";
  }
  if (!context_->validity()) return otherwise;
  return "; is the client certificate valid, and known there?";
}

}  // namespace gatewarden
