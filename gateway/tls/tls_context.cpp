#include "gateway/tls/tls_context.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <ctime>
#include <memory>
#include <string_view>

#include "gateway/base/text/printable.hpp"
#include "gateway/tls/certificate_words.hpp"
#include "gateway/tls/tls_files.hpp"

namespace gatewarden {
namespace {

// For TLS 1.2; 1.3 has only such. Forward secrecy and authenticated encryption (RFC 9325, 4.2).
constexpr const char* kCiphers = "ECDHE+AESGCM:ECDHE+CHACHA20:!aNULL:!PSK";

template <auto free>
struct Freed {
  template <class Object>
  void operator()(Object* object) const {
    free(object);
  }
};
using Bio = std::unique_ptr<BIO, Freed<&BIO_free>>;
using Certificate = std::unique_ptr<X509, Freed<&X509_free>>;
using Key = std::unique_ptr<EVP_PKEY, Freed<&EVP_PKEY_free>>;

// OpenSSL must not ask for a passphrase on the terminal.
int no_passphrase(char*, int, int, void*) { return -1; }

Bio source(std::string_view bytes) {
  return Bio(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())));
}

// Whether there was a certificate, and all could be taken. Lists of revoked ones are taken and then looked at: for the
// certificates of the authorities that gave one (Hooks::verified).
bool trust(SSL_CTX* context, std::string_view bytes) {
  const Bio from = source(bytes);
  STACK_OF(X509_INFO)* found = PEM_X509_INFO_read_bio(from.get(), nullptr, &no_passphrase, nullptr);
  X509_STORE* store = SSL_CTX_get_cert_store(context);
  int certificates = 0, lists = 0;
  bool taken = found != nullptr;
  for (int i = 0; i < sk_X509_INFO_num(found); ++i) {
    const X509_INFO* each = sk_X509_INFO_value(found, i);
    if (each->x509) taken &= X509_STORE_add_cert(store, each->x509) == 1 && ++certificates > 0;
    if (each->crl) taken &= X509_STORE_add_crl(store, each->crl) == 1 && ++lists > 0;
  }
  sk_X509_INFO_pop_free(found, X509_INFO_free);
  if (lists > 0)
    taken &= X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(context),
                                         X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL) == 1;
  return taken && certificates > 0;
}

// The certificate and those between it and its authority.
bool use_chain(SSL_CTX* context, std::string_view bytes) {
  const Bio from = source(bytes);
  const Certificate own(PEM_read_bio_X509_AUX(from.get(), nullptr, &no_passphrase, nullptr));
  if (!own || SSL_CTX_use_certificate(context, own.get()) != 1) return false;
  while (X509* next = PEM_read_bio_X509(from.get(), nullptr, &no_passphrase, nullptr)) {
    if (SSL_CTX_add0_chain_cert(context, next) == 1) continue;
    X509_free(next);
    return false;
  }
  if (ERR_GET_REASON(ERR_peek_last_error()) != PEM_R_NO_START_LINE) return false;
  ERR_clear_error();  // the end
  return true;
}

bool use_key(SSL_CTX* context, std::string_view bytes) {
  const Bio from = source(bytes);
  const Key key(PEM_read_bio_PrivateKey(from.get(), nullptr, &no_passphrase, nullptr));
  return key && SSL_CTX_use_PrivateKey(context, key.get()) == 1;
}

std::string openssl_says() {
  const unsigned long code = ERR_peek_last_error();
  ERR_clear_error();
  const char* reason = code ? ERR_reason_error_string(code) : nullptr;
  return reason ? reason : "nothing of the kind is in it";
}

bool is_address(const std::string& host) {
  ASN1_OCTET_STRING* parsed = a2i_IPADDRESS(host.c_str());
  ASN1_OCTET_STRING_free(parsed);
  ERR_clear_error();
  return parsed != nullptr;
}

}  // namespace

// Called by OpenSSL; they find the context's owner.
struct TlsContext::Hooks {
  static int slot() {
    static const int index = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
    return index;
  }
  static TlsContext* owner(const SSL* ssl) {
    return static_cast<TlsContext*>(SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), slot()));
  }
  static int verified(int ok, X509_STORE_CTX* store) {
    if (ok) return ok;
    if (X509_STORE_CTX_get_error(store) == X509_V_ERR_UNABLE_TO_GET_CRL) {  // of an authority that gave none
      X509_STORE_CTX_set_error(store, X509_V_OK);
      return 1;
    }
    const auto* ssl =
        static_cast<const SSL*>(X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
    owner(ssl)->refusal_ =
        words_of_refusal(X509_STORE_CTX_get_error(store), X509_STORE_CTX_get_current_cert(store));
    return ok;
  }
  static int asked(SSL* ssl, X509**, EVP_PKEY**) {
    owner(ssl)->asked_in_vain_ = true;
    return 0;  // go on without
  }
};

TlsContext::~TlsContext() { SSL_CTX_free(context_); }

Result<std::unique_ptr<TlsContext>> TlsContext::make(const Tls& tls, const std::string& host) {
  std::unique_ptr<TlsContext> made(new TlsContext);
  ERR_clear_error();
  made->context_ = SSL_CTX_new(TLS_client_method());
  if (!made->context_) return Error{"TLS is not available: " + openssl_says()};
  if (Result<void> armed = made->arm(); !armed) return Error{armed.error()};
  const auto read = tls.read ? Result<Tls>(tls) : with_files_read(tls);
  if (!read) return Error{read.error()};
  if (Result<void> loaded = made->load(*read); !loaded) return Error{loaded.error()};
  if (Result<void> expected = made->expect(host, tls.verify_host); !expected) return Error{expected.error()};
  return made;
}

Result<void> TlsContext::arm() {
  SSL_CTX_set_mode(context_, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_clear_mode(context_, SSL_MODE_AUTO_RETRY);  // TlsClient counts what one call takes
  SSL_CTX_set_max_cert_list(context_, kMaxMessageBytes);
  SSL_CTX_set_client_cert_cb(context_, &Hooks::asked);
  SSL_CTX_set_verify(context_, SSL_VERIFY_PEER, &Hooks::verified);
  if (SSL_CTX_set_min_proto_version(context_, TLS1_2_VERSION) == 1 &&
      SSL_CTX_set_cipher_list(context_, kCiphers) == 1 &&
      SSL_CTX_set_ex_data(context_, Hooks::slot(), this) == 1)
    return {};
  return Error{"TLS cannot be made safe: " + openssl_says()};
}

Result<void> TlsContext::load(const Tls& tls) {
  if (tls.ca_file.empty()) {
    if (SSL_CTX_set_default_verify_paths(context_) != 1)
      return Error{"the system's authorities cannot be read: " + openssl_says()};
  } else {
    if (!trust(context_, tls.read->ca)) {
      return Error{"the CA file " + tls.ca_file + " holds no certificate (" + openssl_says() +
                   "); give the PEM file of the authority that signed the server's certificate"};
    }
  }
  std::string protocols;
  for (const std::string& name : tls.alpn) {
    if (name.empty() || name.size() > 255)
      return Error{"an ALPN protocol name has 1 to 255 bytes: '" + name + "'"};
    protocols += static_cast<char>(name.size());
    protocols += name;
  }
  // 0 is success here.
  if (!protocols.empty() &&
      SSL_CTX_set_alpn_protos(context_, reinterpret_cast<const unsigned char*>(protocols.data()),
                              static_cast<unsigned>(protocols.size())) != 0)
    return Error{"the ALPN protocols cannot be used: " + openssl_says()};
  return load_identity(tls);
}

Result<void> TlsContext::load_identity(const Tls& tls) {
  if (tls.certificate_file.empty() && tls.private_key_file.empty()) return {};
  if (tls.certificate_file.empty() || tls.private_key_file.empty()) {
    return Error{"a client certificate needs its private key and the other way round; only " +
                 (tls.certificate_file.empty() ? tls.private_key_file : tls.certificate_file) + " is given"};
  }
  if (!use_chain(context_, tls.read->certificate)) {
    return Error{"the certificate " + tls.certificate_file + " is not a PEM certificate (" + openssl_says() +
                 ")"};
  }
  if (use_key(context_, tls.read->key.text())) return {};
  const unsigned long code = ERR_peek_error();
  if (ERR_GET_LIB(code) == ERR_LIB_X509 && ERR_GET_REASON(code) == X509_R_KEY_VALUES_MISMATCH) {
    ERR_clear_error();
    return Error{"the private key " + tls.private_key_file + " does not belong to the certificate " +
                 tls.certificate_file + "; give the key the certificate was made with"};
  }
  return Error{"the private key " + tls.private_key_file + " is not a PEM private key without passphrase (" +
               openssl_says() + ")"};
}

std::optional<TlsContext::Validity> TlsContext::validity() const {
  const X509* certificate = SSL_CTX_get0_certificate(context_);
  if (!certificate) return std::nullopt;
  const auto time = [](const ASN1_TIME* written) {
    std::tm parts{};
    ASN1_TIME_to_tm(written, &parts);
    return WallTime(std::chrono::seconds(timegm(&parts)));
  };
  return Validity{time(X509_get0_notBefore(certificate)), time(X509_get0_notAfter(certificate))};
}

// A name that the library cannot hold, or an empty one, would switch the check off.
Result<void> TlsContext::expect(const std::string& host, bool verify) {
  const Error unusable{"'" + printable(host) + "' is no name that a certificate can be checked for"};
  if (host.empty() || host.find('\0') != std::string::npos) return unusable;
  const bool address = is_address(host);
  if (!address) server_name_ = host;
  if (!verify) return {};
  X509_VERIFY_PARAM* rules = SSL_CTX_get0_param(context_);
  if (address) return X509_VERIFY_PARAM_set1_ip_asc(rules, host.c_str()) == 1 ? Result<void>() : unusable;
  // A common name is no host name (RFC 9525, 6.4.4).
  X509_VERIFY_PARAM_set_hostflags(rules,
                                  X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
  return X509_VERIFY_PARAM_set1_host(rules, host.c_str(), host.size()) == 1 ? Result<void>() : unusable;
}

}  // namespace gatewarden
