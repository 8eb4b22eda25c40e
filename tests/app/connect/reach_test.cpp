#include "gateway/app/connect/reach.hpp"

#include <catch2/catch.hpp>

#include "gateway/base/system_clock.hpp"
#include "tests/support/black_hole.hpp"
#include "tests/support/loopback_port.hpp"
#include "tests/support/run_until.hpp"
#include "tests/support/test_pki.hpp"
#include "tests/support/tls_front.hpp"

using namespace gatewarden;
using namespace gatewarden::app;
using boost::asio::ip::tcp;
using Catch::Contains;

namespace {

// A server with TLS on loopback, found by any name but "nowhere.example".
struct Site {
  explicit Site(const std::string& certificate = "server")
      : door(io, tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0)),
        front(io, door.local_endpoint().port(), {pki.certificate(certificate), pki.key(certificate)}) {
    target.host = "localhost";
    target.port = front.port();
    target.tls = Tls{};
    target.tls->ca_file = pki.ca();
    target.connect_timeout = std::chrono::seconds(5);
  }
  bool open() {
    std::optional<bool> ended;
    Reach reach(
        io, clock, target,
        [](const std::string& host, std::uint16_t port) -> mqtt::Addresses {
          if (host == "nowhere.example") return {};
          return {{boost::asio::ip::address_v4::loopback(), port}};
        },
        [this](Step step) { steps.push_back(std::move(step)); }, [&](bool reached) { ended = reached; });
    reach.start();
    REQUIRE(test::run_until(io, [&] { return ended.has_value(); }));
    return *ended;
  }
  const Step& last() const { return steps.back(); }

  test::TestPki pki;
  boost::asio::io_context io;
  SystemClock clock{io};
  tcp::acceptor door;
  test::TlsFront front;
  mqtt::Target target;
  std::vector<Step> steps;
};

}  // namespace

TEST_CASE("a way that is open passes name, TCP and TLS, and shows whose certificate it is") {
  Site site;
  CHECK(site.open());
  CHECK(passed(site.steps));
  REQUIRE(site.steps.size() == 3);
  CHECK(site.steps[0].name == "name");
  CHECK(site.steps[1].name == "tcp");
  CHECK_THAT(site.last().said,
             Contains("TLSv1.3; its certificate is for localhost, 127.0.0.1, valid until 20") &&
                 Contains("issued by ca"));
}

TEST_CASE("a name that nobody has ends at the name") {
  Site site;
  site.target.host = "nowhere.example";
  CHECK_FALSE(site.open());
  REQUIRE(site.steps.size() == 1);
  CHECK_THAT(site.last().said, Contains("nowhere.example cannot be looked up"));
}

TEST_CASE("a closed port ends at TCP") {
  Site site;
  site.target.port = test::free_loopback_port();
  CHECK_FALSE(site.open());
  CHECK(site.last().name == "tcp");
  CHECK(site.last().verdict == Step::Verdict::fail);
  CHECK_THAT(site.last().said, Contains("refused"));
}

TEST_CASE("a certificate of another name or of a stranger ends at TLS, and says which") {
  Site site("wrong-host");
  CHECK_FALSE(site.open());
  CHECK(site.last().name == "tls");
  CHECK_THAT(site.last().said, Contains("elsewhere.example"));

  Site strange;
  strange.target.tls->ca_file = strange.pki.strangers_ca();
  CHECK_FALSE(strange.open());
  CHECK(strange.last().name == "tls");
  CHECK(strange.last().verdict == Step::Verdict::fail);
  CHECK_THAT(strange.last().remedy, Contains("`ca`"));
}

TEST_CASE("a way without TLS is no failure, and is said") {
  Site site;
  site.target.tls.reset();
  CHECK(site.open());
  CHECK(site.last().verdict == Step::Verdict::note);
  CHECK_THAT(site.last().said, Contains("without TLS"));
}
