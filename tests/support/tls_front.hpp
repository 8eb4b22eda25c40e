// TLS for a server without it: accepts TLS connections on the test's loop and forwards their content to a
// port of this machine, with other library calls than the tested ones.
#pragma once

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/write.hpp>
#include <cstdint>
#include <memory>
#include <string>

namespace gatewarden::test {

class TlsFront {
  using tcp = boost::asio::ip::tcp;
  using Failure = boost::system::error_code;

 public:
  // Its handshake. Files are PEM.
  struct Manners {
    std::string certificate, key;
    std::string client_ca{};        // clients must have a certificate of this authority; empty: none
    int oldest = 0, newest = 0;     // TLS versions (TLS1_2_VERSION); 0: the library's
    const char* ciphers = nullptr;  // for TLS 1.2 and older
  };

  TlsFront(boost::asio::io_context& io, std::uint16_t target, const Manners& manners,
           const boost::asio::ip::address& at = boost::asio::ip::address_v4::loopback())
      : context_(boost::asio::ssl::context::tls_server), door_(io, {at, 0}), target_(target) {
    context_.use_certificate_chain_file(manners.certificate);
    context_.use_private_key_file(manners.key, boost::asio::ssl::context::pem);
    if (!manners.client_ca.empty()) {
      context_.load_verify_file(manners.client_ca);
      context_.set_verify_mode(boost::asio::ssl::verify_peer | boost::asio::ssl::verify_fail_if_no_peer_cert);
    }
    if (manners.ciphers) SSL_CTX_set_cipher_list(context_.native_handle(), manners.ciphers);
    SSL_CTX_set_min_proto_version(context_.native_handle(), manners.oldest);
    SSL_CTX_set_max_proto_version(context_.native_handle(), manners.newest);
    accept();
  }

  std::uint16_t port() const { return door_.local_endpoint().port(); }
  std::size_t taken() const { return taken_; }          // connections so far
  std::size_t greeted() const { return greeted_; }      // handshakes completed
  std::size_t farewells() const { return farewells_; }  // clients that said goodbye

 private:
  struct Pair : std::enable_shared_from_this<Pair> {
    Pair(TlsFront& front, tcp::socket socket)
        : owner(front), outside(std::move(socket), front.context_), inside(outside.get_executor()) {}

    void start() {
      outside.async_handshake(boost::asio::ssl::stream_base::server,
                              [self = shared_from_this()](const Failure& failure) {
                                if (failure) return self->end();
                                ++self->owner.greeted_;
                                self->go_inside();
                              });
    }
    void go_inside() {
      inside.async_connect({boost::asio::ip::address_v4::loopback(), owner.target_},
                           [self = shared_from_this()](const Failure& failure) {
                             if (failure) return self->end();
                             Failure ignored;
                             self->inside.set_option(tcp::no_delay(true), ignored);
                             self->outside.lowest_layer().set_option(tcp::no_delay(true), ignored);
                             self->carry_in();
                             self->carry_out();
                           });
    }
    void carry_in() {
      outside.async_read_some(
          boost::asio::buffer(in), [self = shared_from_this()](const Failure& failure, std::size_t count) {
            if (failure == boost::asio::error::eof) ++self->owner.farewells_;
            if (failure) return self->end();
            boost::asio::async_write(
                self->inside, boost::asio::buffer(self->in, count),
                [self](const Failure& broken, std::size_t) { broken ? self->end() : self->carry_in(); });
          });
    }
    void carry_out() {
      inside.async_read_some(
          boost::asio::buffer(out), [self = shared_from_this()](const Failure& failure, std::size_t count) {
            if (failure) return self->end();
            boost::asio::async_write(
                self->outside, boost::asio::buffer(self->out, count),
                [self](const Failure& broken, std::size_t) { broken ? self->end() : self->carry_out(); });
          });
    }
    void end() {
      Failure ignored;
      outside.lowest_layer().close(ignored);
      inside.close(ignored);
    }

    TlsFront& owner;
    boost::asio::ssl::stream<tcp::socket> outside;
    tcp::socket inside;
    std::array<char, 4096> in{}, out{};
  };

  void accept() {
    door_.async_accept([this](const Failure& failure, tcp::socket socket) {
      if (failure) return;
      ++taken_;
      std::make_shared<Pair>(*this, std::move(socket))->start();
      accept();
    });
  }

  boost::asio::ssl::context context_;
  tcp::acceptor door_;
  std::uint16_t target_;
  std::size_t taken_ = 0, greeted_ = 0, farewells_ = 0;
};

}  // namespace gatewarden::test
