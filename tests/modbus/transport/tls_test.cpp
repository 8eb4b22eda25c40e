// Modbus/TCP Security: certificates on both sides, and each failing handshake in words.
#include <sys/stat.h>

#include "adapters/modbus/settings/value_source.hpp"
#include "gateway/base/system_clock.hpp"
#include "tests/modbus/link_rig.hpp"
#include "tests/modbus/pymodbus_server.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/fault_proxy.hpp"
#include "tests/support/test_pki.hpp"
#include "tests/support/tls_flood.hpp"
#include "tests/support/tls_front.hpp"
#include "tests/support/told_memory.hpp"

using namespace gatewarden;
using namespace gatewarden::modbus;
using namespace std::chrono_literals;
using Catch::Contains;
using Slave = ScriptedModbusSlave;
using test::TlsFront;

namespace {

// The plant's certificates, made once.
const test::TestPki& plant() {
  static const test::TestPki pki;
  static const bool more = [] {
    pki.leaf("expired", "ca", "localhost", "DNS:localhost", -1);
    pki.leaf("elsewhere", "ca", "plc-9", "DNS:plc-9.plant.example,IP:10.7.0.9");
    return true;
  }();
  (void)more;
  return pki;
}

TlsFront::Manners manners(const std::string& certificate = "server", bool asks = true) {
  return {.certificate = plant().certificate(certificate),
          .key = plant().key(certificate),
          .client_ca = asks ? plant().ca() : ""};
}

TlsPeer peer_at(std::uint16_t port) {
  return {{"localhost", port}, plant().ca(), plant().certificate("client"), plant().key("client"), ""};
}

// LinkRig's slave behind TLS. The first tick opens a connection.
struct TlsRig : LinkRig {
  explicit TlsRig(const TlsFront::Manners& greeting = manners()) : front(io, slave.port(), greeting) {
    settings.tls = peer_at(front.port());
  }
  ~TlsRig() {
    link.reset();
    settle();  // handlers of the front end before it does
  }
  void start(std::vector<Assignment> devices) {
    begin(std::move(devices));
    pass(10ms);
  }
  std::string failure() {
    start({unit(1, profile_of({holding(0)}))});
    until([&] { return !link->snapshot().why.empty(); });
    CHECK(slave.requests().empty());
    CHECK(sink.count(100) == 0);
    CHECK(link->snapshot().state == LinkState::waiting);
    return link->snapshot().why;
  }
  TlsFront front;
};

}  // namespace

TEST_CASE("a device with Modbus/TCP Security is read, by TLS 1.2 and 1.3, several requests at a time") {
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    TlsFront::Manners greeting = manners();
    greeting.oldest = greeting.newest = version;
    TlsRig rig(greeting);
    rig.settings.outstanding = 4;
    std::vector<ValueSource> values;
    for (std::uint16_t i = 0; i < 125; ++i) values.push_back(holding(i));
    const auto profile = profile_of(values);
    rig.start({unit(1, profile), unit(3, profile), unit(5, profile), unit(7, profile)});
    rig.until([&] { return rig.sink.count(824) == 1; });
    CHECK(rig.slave.requests().size() == 4);
    CHECK(rig.sink.numbers[100][0] == 100);
    CHECK(rig.sink.numbers[624][0] == 624);
    rig.pass(10s);
    rig.until([&] { return rig.sink.count(824) == 2; });
    CHECK(rig.front.greeted() == 1);
    CHECK(rig.link->snapshot().errors == 0);
    CHECK(rig.link->snapshot().state == LinkState::connected);
    CHECK(rig.link->snapshot().endpoint == "localhost:" + std::to_string(rig.front.port()));
  }
}

TEST_CASE("pymodbus behind TLS is read with a client certificate") {
  PymodbusServer server({"tls", plant().certificate("server"), plant().key("server"), plant().ca()});
  REQUIRE(server.port() != 0);
  boost::asio::io_context io;
  SystemClock clock(io);
  RecordingSink sink;
  ModbusMaster master(clock, io);
  LinkSettings settings;
  settings.tls = peer_at(server.port());
  settings.spread = false;
  settings.timeout = settings.connect_timeout = 10s;
  const auto link = master.link("plc", settings, sink);
  ValueSource input;
  input.input = 9;
  link->assign({unit(7, profile_of({holding(0), holding(39), input}, 100ms))});
  link->start();
  REQUIRE(test::run_until(io, [&] { return sink.count(702) >= 3; }));
  CHECK(sink.numbers[700][0] == 1000);
  CHECK(sink.numbers[701][0] == 1039);
  CHECK(sink.numbers[702][0] == 509);
  CHECK(link->snapshot().errors == 0);
}

TEST_CASE("a device's certificate that proves nothing is refused, with the reason and the remedy") {
  SECTION("another authority signed it") {
    // One device sends its authority along, the other does not.
    for (const bool whole_chain : {true, false}) {
      TlsRig rig(manners("server", whole_chain));
      rig.settings.tls->ca = plant().strangers_ca();
      CHECK_THAT(rig.failure(), Contains("certificate is refused: ") &&
                                    Contains(whole_chain ? "self-signed certificate in certificate chain"
                                                         : "unable to get local issuer certificate") &&
                                    Contains("give the authority that signed it as `ca`"));
      CHECK(rig.front.greeted() == 0);
    }
  }
  SECTION("it has expired") {
    TlsRig rig(manners("expired"));
    CHECK_THAT(rig.failure(),
               Contains("certificate has expired (on 20") && Contains("have a new one issued"));
  }
  SECTION("it is for another host") {
    TlsRig rig(manners("elsewhere"));
    CHECK_THAT(rig.failure(), Contains("hostname mismatch (it is for plc-9.plant.example, 10.7.0.9)") &&
                                  Contains("`server_name`"));
  }
  SECTION("it is for another address") {
    TlsRig rig(manners("elsewhere"));
    rig.settings.tls->host.host = "127.0.0.1";
    CHECK_THAT(rig.failure(), Contains("IP address mismatch (it is for plc-9.plant.example, 10.7.0.9)"));
  }
}

TEST_CASE("a device that is reached by another name than its certificate's is named with server_name") {
  for (const char* name : {"plc-9.plant.example", "10.7.0.9"}) {
    TlsRig rig(manners("elsewhere"));
    rig.settings.tls->server_name = name;
    rig.start({unit(1, profile_of({holding(0)}))});
    rig.until([&] { return rig.sink.count(100) == 1; });
    CHECK(rig.link->snapshot().errors == 0);
  }
}

TEST_CASE("a device that does not take our certificate says so") {
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    TlsFront::Manners greeting = manners();
    greeting.oldest = greeting.newest = version;
    TlsRig rig(greeting);
    SECTION("there is none, version " + std::to_string(version)) {
      rig.settings.tls->certificate = rig.settings.tls->private_key = "";
      CHECK_THAT(rig.failure(),
                 Contains("it requires a client certificate: give `certificate` and `private_key`"));
    }
    SECTION("it is a stranger's, version " + std::to_string(version)) {
      rig.settings.tls->certificate = plant().certificate("foreign-client");
      rig.settings.tls->private_key = plant().key("foreign-client");
      CHECK_THAT(rig.failure(), Contains("the other side refuses: unknown CA") &&
                                    Contains("is the client certificate valid, and known there?"));
    }
  }
}

TEST_CASE("a device that asks for no certificate is read without one") {
  TlsRig rig(manners("server", false));
  rig.settings.tls->certificate = rig.settings.tls->private_key = "";
  rig.start({unit(1, profile_of({holding(0)}))});
  rig.until([&] { return rig.sink.count(100) == 1; });
}

TEST_CASE("a device that speaks no TLS, or an old one, is found out") {
  SECTION("it answers in something else") {
    TlsRig rig;
    boost::asio::ip::tcp::acceptor chatty(rig.io, {boost::asio::ip::address_v4::loopback(), 0});
    chatty.async_accept([](auto error, boost::asio::ip::tcp::socket socket) {
      if (!error) boost::asio::write(socket, boost::asio::buffer("HTTP/1.1 400 Bad Request\r\n\r\n"));
      char hello[1024];
      boost::system::error_code ignored;
      socket.read_some(boost::asio::buffer(hello), ignored);  // so that closing does not reset
    });
    rig.settings.tls->host.port = chatty.local_endpoint().port();
    CHECK_THAT(rig.failure(), Contains("it does not answer in TLS") && Contains("is this its port for TLS?"));
  }
  SECTION("it hangs up") {
    TlsRig rig;
    boost::asio::ip::tcp::acceptor curt(rig.io, {boost::asio::ip::address_v4::loopback(), 0});
    curt.async_accept([](auto, boost::asio::ip::tcp::socket socket) {
      char hello[1024];
      boost::system::error_code ignored;
      socket.read_some(boost::asio::buffer(hello), ignored);
    });
    rig.settings.tls->host.port = curt.local_endpoint().port();
    CHECK_THAT(rig.failure(),
               Contains("closed by the other side") && Contains("does it speak TLS on this port?"));
  }
  SECTION("it says nothing") {
    TlsRig rig;
    boost::asio::ip::tcp::acceptor mute(rig.io, {boost::asio::ip::address_v4::loopback(), 0});
    std::optional<boost::asio::ip::tcp::socket> reached;
    mute.async_accept([&](auto, boost::asio::ip::tcp::socket socket) { reached = std::move(socket); });
    rig.settings.tls->host = {"127.0.0.1", mute.local_endpoint().port()};
    rig.start({unit(1, profile_of({holding(0)}))});
    rig.until([&] { return reached.has_value(); });
    CHECK(rig.link->snapshot().state == LinkState::connecting);
    rig.pass(3s);
    CHECK_THAT(rig.link->snapshot().why,
               Contains("no answer to a TLS greeting (does it speak TLS on this port?) within 3s"));
  }
  SECTION("it speaks TLS 1.1 at most") {
    TlsFront::Manners greeting = manners();
    greeting.oldest = greeting.newest = TLS1_1_VERSION;
    greeting.ciphers = "DEFAULT@SECLEVEL=0";
    TlsRig rig(greeting);
    CHECK_THAT(rig.failure(), Contains("it speaks an older TLS than 1.2"));
  }
}

TEST_CASE("a device that asks for new keys without end is hung up on, and costs no memory") {
  test::TlsFlood flood(plant(), TLS1_3_VERSION, &test::TlsFlood::new_keys);
  TlsRig rig;
  rig.settings.tls->host.port = flood.port();
  const std::size_t before = test::bytes_in_use();
  std::size_t most = 0;
  rig.start({unit(1, profile_of({holding(0)}))});
  rig.until([&] {
    most = std::max(most, test::bytes_in_use());
    return !rig.link->snapshot().why.empty();
  });
  CHECK_THAT(rig.link->snapshot().why, Contains("more than 32 messages of the handshake without content"));
  CHECK(test::eventually([&] { return flood.over(); }));
  if (test::kMemoryIsTold) CHECK(most < before + (2u << 20));
}

TEST_CASE("a handshake that stands still is given up in time, and tried again") {
  TlsRig rig;
  boost::asio::ip::tcp::acceptor halting(rig.io, {boost::asio::ip::address_v4::loopback(), 0});
  std::optional<boost::asio::ip::tcp::socket> halted;
  halting.async_accept([&](auto, boost::asio::ip::tcp::socket socket) {
    halted = std::move(socket);
    boost::asio::write(*halted, boost::asio::buffer("\x16\x03\x03\x00\x7a\x02\x00"));  // part
                                                                                       // of
                                                                                       // a
                                                                                       // ServerHello
  });
  test::FaultProxy line(rig.io, halting.local_endpoint().port());
  rig.settings.tls->host.port = line.port();
  rig.start({unit(1, profile_of({holding(0)}))});
  rig.until([&] { return halted.has_value(); });
  rig.pass(3s);
  CHECK(rig.link->snapshot().why == "no end of the TLS handshake within 3s");
  line.lead_to(rig.front.port());
  rig.pass(2s);
  rig.until([&] { return rig.sink.count(100) == 1; });
}

TEST_CASE("TLS that comes byte by byte is TLS, and a reset under a request is repeated") {
  TlsRig rig;
  test::FaultProxy line(rig.io, rig.front.port());
  rig.settings.tls->host = {"localhost", line.port()};
  line.line({.delay = 0ms, .bytes_per_second = 0, .single_bytes = true});
  rig.start({unit(1, profile_of({holding(0)}))});
  rig.until([&] { return rig.sink.count(100) == 1; });
  rig.slave.script(Slave::silent());
  rig.pass(10s);
  rig.until([&] { return rig.slave.requests().size() == 2; });
  rig.slave.script(Slave::truthful());
  line.cut();
  rig.until([&] { return rig.counted(1, "lost") == 1; });
  rig.pass(20ms);
  rig.until([&] { return rig.sink.count(100) == 2; });
  CHECK(rig.front.greeted() == 2);
}

TEST_CASE(
    "files of no use are named with the remedy, and the mended ones are taken for the next connection") {
  struct Case {
    const char* name;
    std::function<void(TlsPeer&, const test::TemporaryFolder&)> spoil;
    const char* why;
  };
  const std::vector<Case> cases{
      {"no CA file", [](TlsPeer& peer, const auto&) { std::filesystem::remove(peer.ca); }, "the CA file"},
      {"a CA file without a certificate",
       [](TlsPeer& peer, const auto& folder) { peer.ca = folder.write("ca.pem", "nothing"); },
       "holds no certificate"},
      {"no key", [](TlsPeer& peer, const auto&) { std::filesystem::remove(peer.private_key); },
       "the private key"},
      {"a key others may read", [](TlsPeer& peer, const auto&) { chmod(peer.private_key.c_str(), 0604); },
       "chmod 600"},
      {"another's key",
       [](TlsPeer& peer, const auto&) {
         std::filesystem::copy_file(plant().key("server"), peer.private_key,
                                    std::filesystem::copy_options::overwrite_existing);
       },
       "does not belong to the certificate"},
  };
  for (const Case& each : cases) {
    INFO(each.name);
    TlsRig rig;
    const test::TemporaryFolder folder;
    TlsPeer& peer = *rig.settings.tls;
    const auto renew = [&] {
      for (std::string* file : {&peer.ca, &peer.certificate, &peer.private_key}) {
        const std::string name = std::filesystem::path(*file).filename();
        const std::string from = name == "ca.crt" || name == "ca.pem" ? plant().ca()
                                 : name == "client.crt"               ? plant().certificate("client")
                                                                      : plant().key("client");
        std::ifstream in(from);
        *file = folder.write(name, std::string(std::istreambuf_iterator<char>(in), {}));
      }
    };
    renew();
    each.spoil(peer, folder);
    CHECK_THAT(rig.failure(), Contains(each.why) && Contains(folder.path().string()));
    CHECK(rig.front.taken() == 0);
    renew();
    rig.pass(2s);
    rig.until([&] { return rig.sink.count(100) == 1; });
  }
}

TEST_CASE("a connection that is not kept between polls is ended with a goodbye, and greeted anew") {
  TlsRig rig;
  rig.settings.close_after_poll = true;
  rig.start({unit(1, profile_of({holding(0)}))});
  rig.until([&] { return rig.sink.count(100) == 1; });
  rig.pass(10s);
  rig.until([&] { return rig.sink.count(100) == 2 && rig.front.farewells() == 2; });
  CHECK(rig.front.greeted() == 2);
  CHECK(rig.link->snapshot().errors == 0);
}
