// The TLS client and OpenSSL's server, both in memory: no socket, no time.
#include <openssl/ssl.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>

#include "gateway/tls/tls_client.hpp"
#include "gateway/tls/tls_context.hpp"
#include "tests/support/test_pki.hpp"
#include "tests/support/told_memory.hpp"

using namespace gatewarden;
using Catch::Contains;
using Bytes = std::vector<std::uint8_t>;

namespace {

const test::TestPki& pki() {
  static const test::TestPki made;
  return made;
}

Tls trusting() { return {pki().ca(), pki().certificate("client"), pki().key("client"), {}, true, nullptr}; }

class Server {
 public:
  explicit Server(const std::string& name, int version = 0) : context_(SSL_CTX_new(TLS_server_method())) {
    SSL_CTX_use_certificate_chain_file(context_, pki().certificate(name).c_str());
    SSL_CTX_use_PrivateKey_file(context_, pki().key(name).c_str(), SSL_FILETYPE_PEM);
    SSL_CTX_load_verify_file(context_, pki().ca().c_str());
    SSL_CTX_set_verify(context_, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
    SSL_CTX_set_max_proto_version(context_, version);
    ssl_ = SSL_new(context_);
    SSL_set_bio(ssl_, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    SSL_set_accept_state(ssl_);
  }
  ~Server() {
    SSL_free(ssl_);
    SSL_CTX_free(context_);
  }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Returns what it heard, decrypted; its own bytes are in outgoing().
  Bytes hear(const Bytes& bytes) {
    BIO_write(SSL_get_rbio(ssl_), bytes.data(), static_cast<int>(bytes.size()));
    Bytes heard(300'000);
    std::size_t count = 0, all = 0;
    while (SSL_read_ex(ssl_, heard.data() + all, heard.size() - all, &count) == 1) all += count;
    heard.resize(all);
    return heard;
  }
  void say(const Bytes& bytes) {
    std::size_t count = 0;
    REQUIRE(SSL_write_ex(ssl_, bytes.data(), bytes.size(), &count) == 1);
  }
  void ask_for_another_handshake() { SSL_renegotiate(ssl_), SSL_do_handshake(ssl_); }
  void ask_for_new_keys() { SSL_key_update(ssl_, SSL_KEY_UPDATE_REQUESTED), SSL_do_handshake(ssl_); }
  void give_ticket() { SSL_new_session_ticket(ssl_), SSL_do_handshake(ssl_); }
  // Sends its certificate again and again as those between it and its authority.
  void send_chain_of(int certificates) {
    for (int i = 1; i < certificates; ++i) SSL_add1_chain_cert(ssl_, SSL_get_certificate(ssl_));
  }
  // Names of nobody, of four bytes each: nothing else takes more memory for what it takes on the wire.
  void name_authorities(int count) {
    STACK_OF(X509_NAME)* names = sk_X509_NAME_new_null();
    for (int i = 0; i < count; ++i) sk_X509_NAME_push(names, X509_NAME_new());
    SSL_set_client_CA_list(ssl_, names);
  }
  void end() { SSL_shutdown(ssl_); }
  Bytes outgoing() {
    Bytes bytes(BIO_ctrl_pending(SSL_get_wbio(ssl_)));
    if (!bytes.empty()) BIO_read(SSL_get_wbio(ssl_), bytes.data(), static_cast<int>(bytes.size()));
    return bytes;
  }
  bool heard_farewell() const { return (SSL_get_shutdown(ssl_) & SSL_RECEIVED_SHUTDOWN) != 0; }

 private:
  SSL_CTX* context_;
  SSL* ssl_ = nullptr;
};

std::unique_ptr<TlsClient> client(const Tls& tls = trusting(), const std::string& name = "localhost") {
  auto made = TlsClient::make(tls, name);
  if (!made) FAIL(made.error());
  return std::move(*made);
}

Bytes read_all(TlsClient& client) {
  Bytes all, some(100);
  while (const std::size_t count = client.read(some)) {
    all.insert(all.end(), some.begin(), some.begin() + static_cast<std::ptrdiff_t>(count));
  }
  return all;
}

// Until both are silent.
void converse(TlsClient& client, Server& server) {
  for (Bytes there = client.outgoing(); !there.empty(); there = client.outgoing()) {
    server.hear(there);
    client.feed(server.outgoing());
  }
}

// Why the server's certificate is refused; empty: it is taken.
std::string refusal(const std::string& certificate, const std::string& name) {
  const auto ours = client(trusting(), name);
  Server server(certificate);
  converse(*ours, server);
  return ours->state() == TlsClient::State::open ? "" : ours->refusal();
}

bool says(const Bytes& bytes, const std::string& text) {
  return std::search(bytes.begin(), bytes.end(), text.begin(), text.end()) != bytes.end();
}

}  // namespace

TEST_CASE("what one side says the other hears, however the bytes are cut") {
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    const auto ours = client();
    Server server("server", version);
    while (ours->state() == TlsClient::State::greeting) {
      server.hear(ours->outgoing());
      for (const std::uint8_t each : server.outgoing()) ours->feed({&each, 1});
    }
    REQUIRE(ours->state() == TlsClient::State::open);
    converse(*ours, server);
    Bytes long_text(200'000);
    for (std::size_t i = 0; i < long_text.size(); ++i) long_text[i] = static_cast<std::uint8_t>(i * 7);
    ours->write(long_text);
    CHECK((server.hear(ours->outgoing()) == long_text));
    server.say(long_text);
    Bytes heard;
    const Bytes wire = server.outgoing();
    for (std::size_t at = 0; at < wire.size(); at += 999) {
      ours->feed(std::span(wire).subspan(at, std::min<std::size_t>(999, wire.size() - at)));
      const Bytes some = read_all(*ours);
      heard.insert(heard.end(), some.begin(), some.end());
    }
    CHECK(heard.size() == long_text.size());
    CHECK((heard == long_text));
    CHECK(ours->state() == TlsClient::State::open);
  }
}

TEST_CASE(
    "a certificate that its authority's list revokes is refused, where the file of authorities holds one") {
  pki().leaf("revoked", "ca", "localhost", "DNS:localhost");
  const auto text_of = [](const std::string& file) {
    std::ifstream read(file);
    return std::string(std::istreambuf_iterator<char>(read), {});
  };
  const auto ends_after = [&](const std::string& lists, const std::string& server_name) {
    Tls tls = trusting();
    tls.ca_file = pki().folder().write("ca-and-lists.pem", text_of(pki().ca()) + lists);
    const auto ours = client(tls);
    Server server(server_name);
    converse(*ours, server);
    return ours->state() == TlsClient::State::open ? "" : ours->why();
  };
  const std::string list = text_of(pki().revoked("ca", {"revoked"}));
  CHECK(ends_after("", "revoked").empty());
  CHECK_THAT(ends_after(list, "revoked"), Contains("certificate revoked"));
  CHECK(ends_after(list, "server").empty());
  CHECK(ends_after(text_of(pki().revoked("stranger", {})), "server").empty());
  CHECK_THAT(ends_after(text_of(pki().revoked("ca", {}, "20200101000000Z")), "server"),
             Contains("CRL has expired"));
}

TEST_CASE("both sides say goodbye") {
  const auto ours = client();
  Server server("server");
  converse(*ours, server);
  SECTION("we do") {
    ours->farewell();
    server.hear(ours->outgoing());
    CHECK(server.heard_farewell());
    CHECK(read_all(*ours).empty());
  }
  SECTION("the server does") {
    server.say({1, 2, 3});
    server.end();
    ours->feed(server.outgoing());
    CHECK(read_all(*ours) == Bytes{1, 2, 3});
    CHECK(ours->state() == TlsClient::State::over);
    CHECK(ours->closed_by_peer());
    CHECK(ours->why() == "closed by the other side");
  }
}

TEST_CASE("a second handshake is not begun: in its midst nothing could be written") {
  const auto ours = client();
  Server server("server", TLS1_2_VERSION);
  converse(*ours, server);
  server.ask_for_another_handshake();
  ours->feed(server.outgoing());
  CHECK(read_all(*ours).empty());
  ours->write({{7}});
  CHECK(ours->state() == TlsClient::State::open);
  std::vector<int> records;  // their types (RFC 5246, section 6.2.1)
  const Bytes wire = ours->outgoing();
  for (std::size_t at = 0; at + 5 <= wire.size(); at += 5u + wire[at + 3] * 256u + wire[at + 4])
    records.push_back(wire[at]);
  CHECK(records == std::vector<int>{21, 23});  // an alert that refuses; then what was written
}

TEST_CASE("messages of the handshake without an end end the connection, however they come") {
  struct Flood {
    const char* of;
    int version;
    void (Server::*message)();
  };
  const auto flood = GENERATE(Flood{"new keys", TLS1_3_VERSION, &Server::ask_for_new_keys},
                              Flood{"tickets", TLS1_3_VERSION, &Server::give_ticket},
                              Flood{"handshakes", TLS1_2_VERSION, &Server::ask_for_another_handshake});
  const int at_once = GENERATE(1, 1000);
  CAPTURE(flood.of, at_once);
  const auto ours = client();
  Server server("server", flood.version);
  converse(*ours, server);
  std::size_t answers = 0;
  for (int i = 0; i < 100 && ours->state() == TlsClient::State::open; ++i) {
    for (int message = 0; message < at_once; ++message) (server.*flood.message)();
    ours->feed(server.outgoing());
    CHECK(read_all(*ours).empty());
    answers += ours->outgoing().size();
  }
  REQUIRE(ours->state() == TlsClient::State::over);
  CHECK_THAT(ours->why(), Contains("more than 32 messages of the handshake without content"));
  CHECK(answers < TlsClient::kMaxMessages * 100);
}

TEST_CASE("a handshake that is asked for in the midst of one, again and again, comes to no end") {
  const auto ours = client();
  const Bytes hello_request{0x16, 3, 3, 0, 4, 0, 0, 0, 0};
  for (int i = 0; i < 100; ++i) ours->feed(hello_request);
  REQUIRE(ours->state() == TlsClient::State::over);
  CHECK_THAT(ours->why(), Contains("more than 32 messages of the handshake without content"));
}

TEST_CASE("keys are renewed as often as one likes where there is content between") {
  const auto ours = client();
  Server server("server", TLS1_3_VERSION);
  converse(*ours, server);
  for (int i = 0; i < 20; ++i) {
    for (int message = 0; message < 8; ++message) server.ask_for_new_keys();
    server.say({7});
    ours->feed(server.outgoing());
    CAPTURE(i, ours->why());
    REQUIRE(read_all(*ours) == Bytes{7});
    server.hear(ours->outgoing());
  }
  CHECK(ours->state() == TlsClient::State::open);
}

TEST_CASE("a chain of certificates and a list of authorities are taken up to a bound, and cost a constant") {
  const int version = GENERATE(TLS1_2_VERSION, TLS1_3_VERSION);
  const bool chain = GENERATE(true, false);
  const int count =
      GENERATE(20, 200);  // of certificates; of names many more: 2^16 bytes are all that TLS has for them
  CAPTURE(version == TLS1_3_VERSION, chain, count);
  Server server("server", version);
  chain ? server.send_chain_of(count) : server.name_authorities(count * 75);
  const auto ours = client();
  server.hear(ours->outgoing());
  const Bytes answer = server.outgoing();
  const std::size_t before = test::bytes_in_use();
  ours->feed(answer);
  if (test::kMemoryIsTold) CHECK(test::bytes_in_use() < before + (3u << 20));
  if (count < 100) {
    converse(*ours, server);
    CHECK(ours->state() == TlsClient::State::open);
  } else {
    REQUIRE(ours->state() == TlsClient::State::over);
    CHECK_THAT(ours->why(), Contains("are longer than 32768 bytes"));
  }
}

TEST_CASE("a record that claims more than a record has is not waited for") {
  const auto ours = client();
  Server server("server");
  converse(*ours, server);
  const std::size_t before = test::bytes_in_use();
  ours->feed(Bytes{0x17, 3, 3, 0xFF, 0xFF});
  CHECK(read_all(*ours).empty());
  CHECK(ours->state() == TlsClient::State::over);
  if (test::kMemoryIsTold) CHECK(test::bytes_in_use() < before + 64 * 1024);
}

TEST_CASE("hanging up means something else at each stage") {
  const auto ours = client();
  CHECK_THAT(ours->hung_up("reset"), Contains("reset when it was greeted with TLS: does it speak TLS"));
  Server server("server");
  server.hear(ours->outgoing());
  const Bytes answer = server.outgoing();
  ours->feed(std::span(answer).first(answer.size() / 2));
  CHECK_THAT(ours->hung_up("reset"), Contains("reset during the TLS handshake"));
  ours->feed(std::span(answer).subspan(answer.size() / 2));
  REQUIRE(ours->state() == TlsClient::State::open);
  CHECK_THAT(ours->hung_up("reset"), Contains("right after the TLS handshake") &&
                                         Contains("is the client certificate valid, and known there?"));
  converse(*ours, server);
  server.say({1});
  ours->feed(server.outgoing());
  read_all(*ours);
  CHECK(ours->hung_up("reset") == "reset");
}

TEST_CASE("a certificate's names are shown in part, and only what can be printed") {
  pki().leaf("many", "ca", "x", "DNS:a.example,DNS:b.example,DNS:c.example,DNS:d.example,DNS:e.example");
  pki().leaf("long", "ca", std::string(64, 'y'), "DNS:" + std::string(300, 'z'));
  const auto refused = [](const std::string& name) {
    const auto ours = client();
    Server server(name);
    converse(*ours, server);
    REQUIRE(ours->state() == TlsClient::State::over);
    return ours->why();
  };
  CHECK_THAT(refused("many"), Contains("(it is for a.example, b.example, c.example, d.example)"));
  CHECK_THAT(refused("long"), Contains("(it is for " + std::string(64, 'z') + ")"));
  CHECK_THAT(refused("client"), Contains("(it is for nobody: the common name plant7-gw does not count"));
}

TEST_CASE("what is not TLS is not taken for it, and the end is final") {
  for (const Bytes& nonsense : {Bytes(100, 0), Bytes(5, 0xFF), Bytes{0x17, 3, 3, 0, 5, 1, 2, 3, 4, 5}}) {
    INFO(int{nonsense[0]});
    const auto ours = client();
    ours->feed(nonsense);
    CHECK(ours->state() == TlsClient::State::over);
    CHECK_THAT(ours->why(), Contains("the TLS handshake failed: it does not answer in TLS"));
    ours->feed(nonsense);
    ours->write({{1}});
    CHECK(read_all(*ours).empty());
  }
}

TEST_CASE("a name that no certificate can be checked for makes no connection") {
  for (const std::string& name :
       {std::string("plc\0.plant", 10), std::string("127.0.0.1\0x", 11), std::string()}) {
    const auto made = TlsClient::make(trusting(), name);
    REQUIRE_FALSE(made);
    CHECK_THAT(made.error(), Contains("no name that a certificate can be checked for"));
  }
}

TEST_CASE("a common name is no host name") {
  pki().leaf("common-name", "ca", "localhost", "");
  Server server("common-name");
  const auto gateway = client();
  for (int i = 0; i < 4 && gateway->state() == TlsClient::State::greeting; ++i) {
    server.hear(gateway->outgoing());
    gateway->feed(server.outgoing());
  }
  CHECK(gateway->state() == TlsClient::State::over);
  CHECK_THAT(gateway->refusal(), Contains("nobody: the common name localhost does not count"));
}

TEST_CASE(
    "an address is looked for among the certificate's addresses, a name as a whole or behind a whole wildcard") {
  CHECK(refusal("server", "127.0.0.1").empty());
  CHECK_THAT(refusal("server", "127.0.0.2"), Contains("IP address mismatch"));
  pki().leaf("wild", "ca", "x", "DNS:*.plant.example,DNS:plc*.site.example");
  CHECK(refusal("wild", "plc-9.plant.example").empty());
  CHECK_THAT(refusal("wild", "plc-9.site.example"), Contains("hostname mismatch"));
  CHECK_THAT(refusal("wild", "a.plc-9.plant.example"), Contains("hostname mismatch"));
}

TEST_CASE("the greeting names the host that is meant, and no address (RFC 6066, section 3)") {
  CHECK(says(client(trusting(), "localhost")->outgoing(), "localhost"));
  CHECK_FALSE(says(client(trusting(), "127.0.0.1")->outgoing(), "127.0.0.1"));
}

TEST_CASE("a certificate that is asked for and not given is named as what is missing") {
  Tls without = trusting();
  without.certificate_file = without.private_key_file = "";
  const auto ours = client(without);
  Server server("server", TLS1_2_VERSION);
  converse(*ours, server);
  CHECK_THAT(ours->hung_up("closed"), Contains("it requires a client certificate"));
}

TEST_CASE("files and protocol names that are only in part what they should be make no connection") {
  const auto why = [](const Tls& tls) {
    const auto made = TlsContext::make(tls, "localhost");
    return made ? std::string() : made.error();
  };
  const auto with = [](const std::string& name, const std::string& good, const std::string& more) {
    std::ifstream in(good);
    return pki().folder().write(name, std::string(std::istreambuf_iterator<char>(in), {}) + more);
  };
  const std::string broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
  Tls tls = trusting();
  tls.certificate_file = with("chain.pem", tls.certificate_file, broken);
  CHECK_THAT(why(tls), Contains("chain.pem is not a PEM certificate"));
  tls = trusting();
  tls.ca_file = with("ca-and-more.pem", tls.ca_file, broken);
  CHECK_THAT(why(tls), Contains("ca-and-more.pem holds no certificate"));
  tls = trusting();
  for (const std::string& name : {std::string(), std::string(256, 'x')}) {
    tls.alpn = {name};
    CHECK_THAT(why(tls), Contains("an ALPN protocol name has 1 to 255 bytes"));
  }
}

TEST_CASE("whose name is not to be checked is taken by any, and never from another authority") {
  Tls any = trusting();
  any.verify_host = false;
  const auto ours = client(any, "elsewhere.example");
  Server server("server");
  converse(*ours, server);
  CHECK(ours->state() == TlsClient::State::open);
  any.ca_file = pki().strangers_ca();
  const auto strict = client(any, "elsewhere.example");
  Server stranger("server");
  converse(*strict, stranger);
  CHECK(strict->state() == TlsClient::State::over);
}

TEST_CASE("TLS older than 1.2 is not spoken, whatever the system's configuration permits") {
  const auto context = TlsContext::make(trusting(), "localhost");
  REQUIRE(context);
  CHECK(SSL_CTX_get_min_proto_version((*context)->native()) == TLS1_2_VERSION);
}

TEST_CASE("static RSA, CBC, anonymous and pre-shared ciphers are not offered") {
  const auto hello = client()->outgoing();
  const auto offers = [&](std::uint8_t high, std::uint8_t low) {
    const Bytes cipher{high, low};
    // The list lies within the first hundred bytes behind the session's.
    return std::search(hello.begin() + 43, hello.begin() + 140, cipher.begin(), cipher.end()) !=
           hello.begin() + 140;
  };
  CHECK(offers(0xC0, 0x2B));        // ECDHE-ECDSA-AES128-GCM-SHA256
  CHECK(offers(0xCC, 0xA8));        // ECDHE-RSA-CHACHA20-POLY1305
  CHECK_FALSE(offers(0x00, 0x9C));  // AES128-GCM-SHA256: static RSA
  CHECK_FALSE(offers(0xC0, 0x13));  // ECDHE-RSA-AES128-SHA: CBC
  CHECK_FALSE(offers(0x00, 0xA8));  // PSK-AES128-GCM-SHA256
}
