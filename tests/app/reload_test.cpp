// A running gateway and the fleets it is given: whatever refuses one, nothing of it is in force.
#include <sys/stat.h>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <catch2/catch.hpp>
#include <functional>
#include <future>
#include <nlohmann/json.hpp>
#include <thread>

#include "gateway/app/gateway.hpp"
#include "gateway/app/protocols.hpp"
#include "gateway/config/load/load.hpp"
#include "gateway/status/show/ask.hpp"
#include "tests/support/loopback_port.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace gatewarden;
using namespace gatewarden::app;
using gatewarden::test::accepts_connections;
using gatewarden::test::free_loopback_port;

namespace {

constexpr const char* kToFile = "file: { path: reports.ndjson }";

class Running {
 public:
  Running() : port_(free_loopback_port()) {
    auto directory = StateDirectory::open(folder_ / "state");
    REQUIRE(directory);
    auto gateway = Gateway::open(io_, fleet("a", kToFile, listen()), std::move(*directory));
    REQUIRE(gateway);
    gateway_ = std::move(*gateway);
    const auto started = gateway_->start([](const std::string&) {}, nobody_);
    REQUIRE(started);
    loop_ = std::thread([this] { io_.run(); });
  }
  ~Running() {
    boost::asio::post(io_, [this] { gateway_->stop([] {}); });
    loop_.join();
  }
  // On the loop, in one piece.
  void at_once(const std::function<void(Gateway&)>& work) {
    std::promise<void> done;
    boost::asio::post(io_, [&] {
      work(*gateway_);
      done.set_value();
    });
    done.get_future().get();
  }
  void later(std::function<void()> work) { boost::asio::post(io_, std::move(work)); }
  void wait_for_end() {
    loop_.join(), loop_ = std::thread([] {});
  }

  config::Fleet fleet(const std::string& child, const std::string& uplink, const std::string& http) const {
    auto loaded = config::load_text("gateway: { thing: gw, host: { enabled: false }, state_directory: " +
                                        (folder_ / "state") + ", http: { listen: \"" + http +
                                        "\" } }\n"
                                        "uplink: " +
                                        (uplink.front() == '[' ? uplink : "{ " + uplink + " }") +
                                        "\n"
                                        "links: { hall: { mqtt: { broker: \"mqtt://127.0.0.1:1\" } } }\n"
                                        "profiles: { press: { metrics: { t: { from: { json: /t } } } } }\n"
                                        "children: [{ thing: \"gw:" +
                                        child + "\", profile: press, link: hall, topic: t }]\n",
                                    "fleet.yaml", adapters(), config::Environment::of_process());
    REQUIRE(config::to_text(loaded.problems) == "");
    for (auto& file : loaded.fleet.uplink.files) file.path = folder_ / file.path;
    return std::move(loaded.fleet);
  }
  // That takes a reload some turns.
  FreshFleet large(const std::string& children, const std::string& uplink = kToFile) const {
    config::Fleet wanted = fleet(children, uplink, listen());
    for (int i = 0; i < 1200; ++i) {
      config::Child more = wanted.children.front();
      more.thing = ThingName::parse("gw:" + children + "-" + std::to_string(i)).value();
      wanted.children.push_back(std::move(more));
    }
    return with_its_files(std::move(wanted), gateway_->report_files());
  }
  std::string listen() const { return "127.0.0.1:" + std::to_string(port_); }
  std::uint16_t port() const { return port_; }

  Result<void> reload(config::Fleet fleet) {
    std::promise<Result<void>> done;
    boost::asio::post(io_, [&] {
      gateway_->reload(with_its_files(std::move(fleet), gateway_->report_files()), [&](const auto& outcome) {
        gateway_->note_reload("the test", outcome ? "" : outcome.error());
        done.set_value(outcome ? Result<void>() : Error{outcome.error()});
      });
    });
    return done.get_future().get();
  }
  nlohmann::json status() const {
    const auto answer = status::ask_for_json({folder_ / "state", ""});
    REQUIRE(answer);
    return nlohmann::json::parse(*answer);
  }
  // Who is served, and where reports go.
  std::string in_force() const {
    const auto document = status();
    std::string text = document["children"][0]["thing"].get<std::string>();
    for (const auto& each : document["destinations"]) text += " " + each["name"].get<std::string>();
    return text + " " + document["uplink"]["state"].get<std::string>();
  }
  const test::TemporaryFolder& folder() const { return folder_; }

 private:
  status::NoReloads nobody_;
  test::TemporaryFolder folder_;
  std::uint16_t port_;
  boost::asio::io_context io_{1};
  std::unique_ptr<Gateway> gateway_;
  std::thread loop_;
};

const std::string kService = "mqtt: { endpoint: \"127.0.0.1:1\", service: stand-in, tls: ";

}  // namespace

TEST_CASE("a fleet that is refused changes nothing, whatever refuses it") {
  Running gateway;
  const std::string before = gateway.in_force();
  const auto refused = [&](config::Fleet fleet, const std::string& why) {
    INFO(why);
    const auto done = gateway.reload(std::move(fleet));
    REQUIRE_FALSE(done);
    CHECK(done.error().find(why) != std::string::npos);
    CHECK(gateway.in_force() == before);
    CHECK_FALSE(std::filesystem::exists(gateway.folder() / "other.ndjson"));
    CHECK(gateway.status()["reload_refused"] == done.error());
    CHECK(accepts_connections(gateway.port()));
  };
  auto fleet = [&](const std::string& uplink) { return gateway.fleet("b", uplink, gateway.listen()); };

  auto renamed = fleet(kToFile);
  renamed.gateway.thing = "other";
  refused(std::move(renamed), "gateway.thing");

  auto moved = fleet(kToFile);
  moved.gateway.state_directory = gateway.folder() / "elsewhere";
  refused(std::move(moved), "state_directory");

  refused(gateway.fleet("b", kToFile, "192.0.2.1:9464"), "192.0.2.1:9464");
  refused(gateway.fleet("b", "file: { path: other.ndjson }", "192.0.2.1:9464"), "192.0.2.1:9464");
  const std::string same_port = "192.0.2.1:" + std::to_string(gateway.port());
  refused(gateway.fleet("b", kToFile, same_port), same_port);
  refused(fleet("file: { path: nowhere/reports.ndjson }"), "mkdir -p");
  refused(fleet("file: { path: state }"), "it is a directory");
  REQUIRE(::mkfifo((gateway.folder() / "pipe").c_str(), 0600) == 0);
  refused(fleet("file: { path: pipe }"), "not a regular file");
  refused(fleet(kService + "true, ca: " + (gateway.folder() / "pipe") + " }"), "it is a pipe");
  refused(fleet(kService + "false, username: gw, password_file: /dev/zero }"), "it is a device");
  refused(fleet(kService + "true, certificate: /nowhere/gw.pem, private_key: /nowhere/gw.key }"),
          "/nowhere/gw.pem");
  refused(fleet(kService + "true, ca: /nowhere/ca.pem }"), "/nowhere/ca.pem");
  refused(fleet(kService + "false, username: gw, password_file: /nowhere/password }"), "/nowhere/password");
  refused(fleet("greengrass: { service: stand-in }"), "Greengrass");
}

TEST_CASE(
    "the HTTP listener moves to an address that shares its port, and keeps its port where it only shows more") {
  Running gateway;
  const std::string everywhere = "0.0.0.0:" + std::to_string(gateway.port());
  CHECK(gateway.reload(gateway.fleet("b", kToFile, everywhere)));
  CHECK(accepts_connections(gateway.port()));
  auto more = gateway.fleet("c", kToFile, everywhere);
  more.gateway.http.per_child = true;
  CHECK(gateway.reload(std::move(more)));
  CHECK(accepts_connections(gateway.port()));
  CHECK(gateway.in_force().find("gw:c") == 0);
  CHECK(gateway.status()["reload_refused"] == "");
}

TEST_CASE("a reload of many children lets the loop go on between its turns, and answers after the last one") {
  Running gateway;
  std::vector<std::string> order;
  std::promise<std::size_t> served;
  gateway.at_once([&](Gateway& it) {
    it.reload(gateway.large("many"), [&](const Result<Population::Change>& done) {
      order.emplace_back("reloaded");
      served.set_value(done ? done->added : 0);
    });
    gateway.later([&] { order.emplace_back("other work"); });
    order.emplace_back("begun");
  });
  CHECK(served.get_future().get() == 1201);
  CHECK(order == std::vector<std::string>{"begun", "other work", "reloaded"});
  CHECK(gateway.status()["children"].size() == 1201);
}

TEST_CASE("a new uplink and a new report file begin after the last turn, when no child is left that goes") {
  Running gateway;
  const std::string other = gateway.folder() / "other.ndjson";
  std::string during, after;
  bool begun = true, written = false;
  std::promise<void> served;
  gateway.at_once([&](Gateway& it) {
    const std::string uplink = "[{ " + kService + "false } }, { file: { path: " + other + " } }]";
    it.reload(gateway.large("many", uplink), [&](const auto&) {
      after = it.view().snapshot(status::Depth::totals).uplink.state;
      written = it.report_files().contains(other);
      served.set_value();
    });
    gateway.later([&] {
      during = it.view().snapshot(status::Depth::totals).uplink.state;
      begun = it.report_files().contains(other);
    });
  });
  served.get_future().get();
  CHECK(during == "off");
  CHECK_FALSE(begun);
  CHECK(after != "off");
  CHECK(written);
}

TEST_CASE("a reload that is ordered during another is refused, and nothing of it is in force") {
  Running gateway;
  std::string why;
  std::promise<bool> done;
  gateway.at_once([&](Gateway& it) {
    it.reload(gateway.large("many"), [&](const auto& first) { done.set_value(static_cast<bool>(first)); });
    it.reload(gateway.large("others"), [&](const auto& second) { why = second ? "" : second.error(); });
  });
  CHECK(why == "another reload is under way");
  CHECK(done.get_future().get());
  CHECK(gateway.in_force().find("gw:many ") == 0);
  CHECK(gateway.status()["children"].size() == 1201);
}

TEST_CASE("a gateway that is stopped during a reload takes no further turn of it") {
  Running gateway;
  boost::asio::io_context none;
  boost::asio::ip::tcp::acceptor silent(none, {boost::asio::ip::address_v4::loopback(), 0});
  // The stop waits for this broker while it may still answer.
  const std::string uplink =
      "mqtt: { endpoint: \"127.0.0.1:" + std::to_string(silent.local_endpoint().port()) +
      "\", service: stand-in, tls: false }";
  REQUIRE(gateway.reload(gateway.fleet("a", uplink, gateway.listen())));
  bool reloaded = false, stopped = false;
  int passed = 0;
  std::function<void()> let_pass = [&] {
    if (++passed < 100) return gateway.later(let_pass);
    silent.close();
  };
  gateway.at_once([&](Gateway& it) {
    it.reload(gateway.large("many", uplink), [&](const auto&) { reloaded = true; });
    it.stop([&] { stopped = true; });
    let_pass();
  });
  gateway.wait_for_end();
  CHECK(passed == 100);
  CHECK(stopped);
  CHECK_FALSE(reloaded);
}
