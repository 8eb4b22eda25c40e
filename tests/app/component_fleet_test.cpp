#include "gateway/app/reload/component_fleet.hpp"

#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>

#include "tests/support/fake_nucleus.hpp"
#include "tests/support/run_until.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace gatewarden;
using namespace gatewarden::app;
using namespace gatewarden::test;
using Catch::Matchers::Contains;
using Json = nlohmann::json;

namespace {

Json fleet_of(const std::string& thing) {
  return {{"fleet", {{"gateway", {{"thing", thing}}}, {"uplink", {{"stdout", Json::object()}}}}}};
}

// A component of a nucleus, and a gateway that is asked to reload and to stop.
struct Core {
  explicit Core(Json configuration, const std::string& token = "AAAAAAAAAAAAAAAA")
      : nucleus(io, clock, setup(std::move(configuration))) {
    ::setenv("AWS_GG_NUCLEUS_DOMAIN_SOCKET_FILEPATH_FOR_COMPONENT", socket.c_str(), 1);
    ::setenv("SVCUID", token.c_str(), 1);
  }
  ~Core() {
    ::unsetenv("AWS_GG_NUCLEUS_DOMAIN_SOCKET_FILEPATH_FOR_COMPONENT");
    ::unsetenv("SVCUID");
  }
  FakeNucleus::Setup setup(Json configuration) const {
    FakeNucleus::Setup made;
    made.socket = socket;
    made.configuration = std::move(configuration);
    return made;
  }
  std::unique_ptr<ComponentFleet> component() {
    auto opened = ComponentFleet::open(io, {file, ""});
    REQUIRE(opened);
    return std::move(*opened);
  }
  std::string written() const {
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
  }
  template <class P>
  void until(P&& so) {
    REQUIRE(run_until(io, so));
  }

  boost::asio::io_context io{1};
  SystemClock clock{io};
  TemporaryFolder folder;
  std::string socket = folder / "ipc.socket", file = folder / "fleet.json";
  FakeNucleus nucleus;
  status::ReloadAnswer answer = std::make_shared<const status::ReloadChanges>();
  std::vector<std::string> reloads;
  bool stopped = false;
  Supervisor supervisor{io,
                        clock,
                        {[this](const std::string& by, const status::Reloader::Done& done) {
                           reloads.push_back(by);
                           done(answer);
                         },
                         [this](const std::function<void()>& done) {
                           stopped = true;
                           done();
                         }}};
};

}  // namespace

TEST_CASE("a component's fleet file is written from its configuration, for its user alone") {
  Core core(fleet_of("gw"));
  const auto component = core.component();
  REQUIRE(component->wait_for_file());
  CHECK(Json::parse(core.written()) == fleet_of("gw")["fleet"]);
  struct stat status {};
  REQUIRE(::stat(core.file.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
  CHECK(load_fleet_at({core.file, ""}).problems.empty());
}

TEST_CASE("a component without a fleet in its configuration is told what is missing") {
  Core core(Json::object());
  const auto component = core.component();
  REQUIRE(component->wait_for_file());
  CHECK_THAT(config::to_text(load_fleet_at({core.file, ""}).problems), Contains("F012: has no value"));
}

TEST_CASE("a component does not start without its fleet file, its token or its environment") {
  Core core(fleet_of("gw"), GENERATE("AAAAAAAAAAAAAAAA", "BBBBBBBBBBBBBBBB"));
  core.file = core.folder / "nowhere/fleet.json";
  const auto component = core.component();
  const auto file = component->wait_for_file();
  REQUIRE_FALSE(file);
  CHECK_THAT(file.error(), Contains("nowhere/fleet.json") || Contains("restart of the component"));
  ::unsetenv("SVCUID");
  const auto outside = ComponentFleet::open(core.io, {core.file, ""});
  REQUIRE_FALSE(outside);
  CHECK_THAT(outside.error(), Contains("SVCUID"));
}

TEST_CASE("a changed configuration is written and reloaded") {
  Core core(fleet_of("gw"));
  const auto component = core.component();
  REQUIRE(component->wait_for_file());
  component->follow(core.supervisor);
  core.nucleus.configure(fleet_of("gw2"));
  core.until([&] { return !core.reloads.empty(); });
  CHECK(core.reloads == std::vector<std::string>{"the component's configuration"});
  CHECK(Json::parse(core.written()) == fleet_of("gw2")["fleet"]);
  CHECK_FALSE(core.stopped);
}

TEST_CASE(
    "a right configuration that cannot be reloaded ends the process for a restart, a wrong one does not") {
  Core core(fleet_of("gw"));
  core.answer = status::RefusedRequest{"refused_fleet", "gateway.thing cannot change"};
  const auto component = core.component();
  REQUIRE(component->wait_for_file());
  component->follow(core.supervisor);
  core.nucleus.configure(fleet_of("not a name"));
  core.until([&] { return core.reloads.size() == 1; });
  core.nucleus.configure(fleet_of("gw2"));
  core.until([&] { return core.reloads.size() == 2; });
  CHECK_FALSE(core.stopped);
  core.until([&] { return core.stopped; });
  CHECK_THAT(core.supervisor.gave_up(), Contains("restart") && Contains("gateway.thing cannot change"));
  CHECK(core.reloads.size() == 2);
}
