#include "gateway/mqtt/file_reading.hpp"

#include <sys/stat.h>

#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>

#include "gateway/tls/tls_context.hpp"
#include "tests/support/heard.hpp"
#include "tests/support/run_until.hpp"
#include "tests/support/scripted_session.hpp"
#include "tests/support/test_pki.hpp"

using namespace gatewarden;
using namespace gatewarden::test;
using Catch::Matchers::Contains;

namespace {

struct Site {
  Site() {
    target.host = "localhost";
    target.username = "gw";
    target.password_file = secret("password", "right\n");
  }
  std::string secret(const std::string& name, const std::string& text) const {
    const auto file = folder.write(name, text);
    REQUIRE(::chmod(file.c_str(), 0600) == 0);
    return file;
  }
  void connect() {
    session = sessions(target);
    session->connect(heard.callbacks());
  }
  bool until_begun() {
    return run_until(io, [&] { return !broker.targets.empty() || heard.lost.has_value(); });
  }

  boost::asio::io_context io;
  TemporaryFolder folder;
  ScriptedBroker broker;
  mqtt::SessionFactory sessions = mqtt::reading_files(io, broker.factory());
  mqtt::Target target;
  Heard heard;
  std::unique_ptr<mqtt::Session> session;
};

}  // namespace

TEST_CASE("a session begins with its passwords read, and touches their files no more") {
  Site site;
  site.target.proxy =
      mqtt::Proxy{.host = "proxy", .username = "u", .password_file = site.secret("other", "left\n")};
  site.connect();
  CHECK(site.broker.targets.empty());  // not from inside the call
  REQUIRE(site.until_begun());
  const mqtt::Target& begun = site.broker.targets.at(0);
  CHECK(begun.password.text() == "right");
  CHECK(begun.password_file.empty());
  CHECK(begun.proxy->password.text() == "left");
  CHECK(begun.proxy->password_file.empty());
  site.broker.connect();
  CHECK(site.heard.connected);
}

TEST_CASE("a session with TLS begins with its certificate, key and authority in memory") {
  const TestPki pki;
  Site site;
  site.target.tls =
      Tls{site.folder.write("ca.pem", ""), site.folder.write("gw.pem", ""), site.secret("gw.key", "")};
  std::filesystem::copy_file(pki.ca(), site.target.tls->ca_file,
                             std::filesystem::copy_options::overwrite_existing);
  std::filesystem::copy_file(pki.certificate("client"), site.target.tls->certificate_file,
                             std::filesystem::copy_options::overwrite_existing);
  std::filesystem::copy_file(pki.key("client"), site.target.tls->private_key_file,
                             std::filesystem::copy_options::overwrite_existing);
  site.connect();
  REQUIRE(site.until_begun());
  std::filesystem::remove_all(site.folder.path());
  CHECK(TlsContext::make(*site.broker.targets.at(0).tls, "localhost"));
}

TEST_CASE("files that cannot be read end the attempt with words, and no session begins") {
  Site site;
  SECTION("a password that others may read") { ::chmod(site.target.password_file.c_str(), 0604); }
  SECTION("a pipe in its place") {
    std::filesystem::remove(site.target.password_file);
    REQUIRE(::mkfifo(site.target.password_file.c_str(), 0600) == 0);
  }
  SECTION("no authority") { site.target.tls = Tls{site.folder / "nowhere.pem"}; }
  site.connect();
  CHECK_FALSE(site.heard.lost);
  REQUIRE(site.until_begun());
  CHECK(site.broker.targets.empty());
  CHECK_THAT(*site.heard.lost, Contains(site.folder.path()));
}

TEST_CASE("a session that is closed or destroyed while its files are read never begins") {
  Site site;
  site.connect();
  bool closed = false;
  SECTION("closed") {
    closed = true;
    site.session->close();
    REQUIRE(site.until_begun());
    CHECK(site.heard.lost);
  }
  SECTION("destroyed") {
    site.session.reset();
    // Another one, behind it.
    Heard other;
    site.session = site.sessions(site.target);
    site.session->connect(other.callbacks());
    REQUIRE(site.until_begun());
  }
  CHECK(site.broker.targets.size() == (closed ? 0 : 1));
}

TEST_CASE("a session without files begins at once") {
  Site site;
  site.target.password_file.clear();
  site.connect();
  CHECK(site.broker.targets.size() == 1);
}
