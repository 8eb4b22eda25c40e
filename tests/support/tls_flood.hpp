// A TLS server, in a process of its own, that sends what OpenSSL can make it send without an end, and reads nothing: a
// peer that wants memory or time. It ends when it is hung up on.
#pragma once

#include <arpa/inet.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>

#include "tests/support/child_process.hpp"
#include "tests/support/test_pki.hpp"

namespace gatewarden::test {

class TlsFlood {
 public:
  // Sends the next of it; false: it cannot.
  using More = std::function<bool(SSL*)>;

  TlsFlood(const TestPki& pki, int version, const More& more) {
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof at;
    door_ = ::socket(AF_INET, SOCK_STREAM, 0);
    const int small = 4096;  // so that who answers it is held up soon
    ::setsockopt(door_, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    if (::bind(door_, reinterpret_cast<sockaddr*>(&at), size) != 0 || ::listen(door_, 16) != 0 ||
        ::getsockname(door_, reinterpret_cast<sockaddr*>(&at), &size) != 0)
      throw std::runtime_error("no door for a TLS flood");
    port_ = ntohs(at.sin_port);
    process_ = ChildProcess::function([door = door_, &pki, version, &more] {
      std::signal(SIGPIPE, SIG_IGN);
      SSL_CTX* context = SSL_CTX_new(TLS_server_method());
      SSL_CTX_use_certificate_chain_file(context, pki.certificate("server").c_str());
      SSL_CTX_use_PrivateKey_file(context, pki.key("server").c_str(), SSL_FILETYPE_PEM);
      SSL_CTX_set_min_proto_version(context, version);
      SSL_CTX_set_max_proto_version(context, version);
      SSL* ssl = SSL_new(context);
      SSL_set_fd(ssl, ::accept(door, nullptr, nullptr));
      if (SSL_accept(ssl) != 1) return 1;
      while (more(ssl)) {
      }
      return 0;
    });
  }
  ~TlsFlood() { ::close(door_); }
  TlsFlood(const TlsFlood&) = delete;
  TlsFlood& operator=(const TlsFlood&) = delete;

  std::uint16_t port() const { return port_; }
  // It was hung up on, in the midst of it.
  bool over() { return !process_.running(); }

  static bool new_keys(SSL* ssl) {
    return SSL_key_update(ssl, SSL_KEY_UPDATE_REQUESTED) == 1 && SSL_do_handshake(ssl) == 1;
  }
  // Asks for new keys, with a byte of content behind each 16 of them.
  static bool new_keys_and_content(SSL* ssl) {
    for (int i = 0; i < 16; ++i)
      if (!new_keys(ssl)) return false;
    return SSL_write(ssl, "\0", 1) == 1;
  }

 private:
  int door_ = -1;
  std::uint16_t port_ = 0;
  ChildProcess process_;
};

}  // namespace gatewarden::test
